"""``fit``: what data say."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, status_help
from spectral_proofs.errors import ExitStatus, InputError

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate
    from spectral_proofs.results.from_data import FitResult

SUMMARY = "what measured spectra and loss curves say: exponents with honest intervals"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="something could be estimated", _3="too little data for any estimate")
    command.add_argument(
        "files", nargs="+", type=values.word, metavar="FILE", help="CSV, TSV, JSON lines, npz or Parquet"
    )
    command.add_argument(
        "--column",
        dest="columns",
        type=values.assignment,
        action="append",
        default=[],
        metavar="MEANING=NAME",
        help="the column that holds t, loss, error, lr, run, task, delta_loss, position, k, lambda, power or residual, "
        "where its name is not recognised",
    )
    window = command.add_argument_group("the law L = E + A t^-χ")
    window.add_argument("--from", dest="start", type=values.positive, metavar="T", help="first time (default: chosen)")
    window.add_argument("--to", dest="end", type=values.positive, metavar="T", help="last time")
    window.add_argument(
        "--floor", type=values.real, metavar="E", help="the floor E, where it is known (default: fitted)"
    )
    window.add_argument("--log-power", type=values.real, default=0.0, metavar="Y", help="fit (log t)^-Y t^-χ")
    window.add_argument(
        "--noise", choices=("auto", "absolute", "relative"), default="auto", help="of the loss, without standard errors"
    )
    window.add_argument(
        "--huber", type=values.positive, metavar="DELTA", help="sum of Huber's function, linear beyond DELTA"
    )
    command.add_argument(
        "--candidate",
        dest="candidates",
        type=values.word,
        action="append",
        default=[],
        metavar="G",
        help="rank this g (an expression, a catalogue name or a check file; parameters without a value are fitted); "
        "needs a spectrum and a loss; may be repeated",
    )
    command.add_argument("--catalogue", action="store_true", help="rank every g of the catalogue")
    command.add_argument(
        "--predict", nargs="+", type=values.positive, action="extend", default=[], metavar="T", help="L at these times"
    )
    command.add_argument(
        "--reach",
        nargs="+",
        type=values.positive,
        action="extend",
        default=[],
        metavar="L",
        help="times of these losses",
    )
    command.add_argument("--out", type=values.word, metavar="FILE", help="also write a page with pictures (FILE.html)")
    command.add_argument("--details", action="store_true", help="every window of every exponent")
    add_format(command)


def run(arguments: argparse.Namespace) -> int:
    """Print what the files say."""
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.data.fit import fit
    from spectral_proofs.data.loss import Method
    from spectral_proofs.reporters import fit_json, fit_table, json

    method = Method(
        arguments.floor, arguments.log_power, arguments.noise, arguments.huber, arguments.start, arguments.end
    )
    result = fit(
        *arguments.files,
        columns=dict(arguments.columns),
        method=method,
        candidates=_candidates(arguments),
        predict=arguments.predict,
        reach=arguments.reach,
    )
    if arguments.format == "json":
        write(json.dump(fit_json.document(result)))
    else:
        show(fit_table.report(result, arguments.details))
    if arguments.out is not None:
        _write_page(arguments, result)
    return ExitStatus.FINE if result.estimates else ExitStatus.UNDECIDED


def _candidates(arguments: argparse.Namespace) -> list[Candidate]:
    """What --candidate and --catalogue name."""
    from spectral_proofs.problem.catalogue import catalogue_names
    from spectral_proofs.problem.check_file import CheckFile, load_target
    from spectral_proofs.problem.check_file.mixture_file import any_of_target

    known = catalogue_names() if arguments.catalogue else ()
    of_one_g = [name for name in known if all(isinstance(check, CheckFile) for check in any_of_target(name))]
    targets = [*arguments.candidates, *of_one_g]
    return [check.candidate for target in dict.fromkeys(targets) for check in load_target(target)]


def _write_page(arguments: argparse.Namespace, result: FitResult) -> None:
    from pathlib import Path

    from spectral_proofs.data.loss import Method
    from spectral_proofs.reporters import fit_page
    from spectral_proofs.reporters.provenance import provenance

    origin = provenance(("fit", *arguments.files, *_options(arguments)), 0, Method().seed)
    path = Path(arguments.out)
    try:
        path.write_text(fit_page.page(result, origin), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"--out {path}: cannot be written ({error}); choose another file") from None


def _options(arguments: argparse.Namespace) -> Iterator[str]:
    """The options that were given, as words."""
    single = {"from": "start", "to": "end", "floor": "floor", "huber": "huber", "out": "out"}
    for option, name in single.items():
        if getattr(arguments, name) is not None:
            yield f"--{option}={getattr(arguments, name)}"
    yield from (f"--{name}={value}" for name, value in (("noise", arguments.noise), ("log-power", arguments.log_power)))
    yield from (f"--column={meaning}={column}" for meaning, column in arguments.columns)
    yield from (f"--candidate={g}" for g in arguments.candidates)
    yield from ["--catalogue"] * arguments.catalogue
    for name, values_given in (("--predict", arguments.predict), ("--reach", arguments.reach)):
        yield from (name, *map(str, values_given)) if values_given else ()
