"""``fit``: what data say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, status_help
from spectral_proofs.errors import ExitStatus

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate

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
    return ExitStatus.FINE if result.estimates else ExitStatus.UNDECIDED


def _candidates(arguments: argparse.Namespace) -> list[Candidate]:
    """What --candidate and --catalogue name."""
    from spectral_proofs.problem.catalogue import catalogue_names
    from spectral_proofs.problem.check_file import load_target

    targets = [*arguments.candidates, *(catalogue_names() if arguments.catalogue else ())]
    return [check.candidate for target in dict.fromkeys(targets) for check in load_target(target)]
