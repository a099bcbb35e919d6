"""``fit``: what data say."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, add_limits, add_scheduler, add_store, status_help
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError
from spectral_proofs.text.files import whole_file
from spectral_proofs.worker import Worker

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate
    from spectral_proofs.results.from_data import FitResult

_LIMIT = 300.0  # seconds
_COLUMN = (
    "the column that holds t, loss, error, lr, run, task, delta_loss, position, k, lambda, power or residual, "
    "where its name is not recognised"
)
_CANDIDATE = (
    "rank this g (an expression, a catalogue name or a check file; parameters without a value are fitted); "
    "needs a spectrum and a loss; may be repeated"
)
SUMMARY = "what measured spectra and loss curves say: exponents with honest intervals"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="something could be estimated", _3="too little data for any estimate")
    command.add_argument(
        "files", nargs="+", type=values.word, metavar="FILE", help="CSV, TSV, JSON lines, npz or Parquet"
    )
    many: dict[str, Any] = {"action": "append", "default": []}
    command.add_argument(
        "--column", dest="columns", type=values.assignment, metavar="MEANING=NAME", help=_COLUMN, **many
    )
    window = command.add_argument_group("the law L = E + A t^-χ")
    for name, where, kind, metavar, said in (
        ("--from", "start", values.positive, "T", "first time (default: chosen)"),
        ("--to", "end", values.positive, "T", "last time"),
        ("--floor", "floor", values.real, "E", "the floor E, where it is known (default: fitted)"),
        (
            "--least-floor",
            "least_floor",
            values.real,
            "E",
            "hold the fitted floor at this or above it (0: none is less)",
        ),
        ("--huber", "huber", values.positive, "DELTA", "sum of Huber's function, linear beyond DELTA"),
    ):
        window.add_argument(name, dest=where, type=kind, metavar=metavar, help=said)
    window.add_argument(
        "--log-power", type=_log_power, default=0.0, metavar="Y", help="the law has (log t)^-Y t^-χ; 'fit' fits Y too"
    )
    window.add_argument(
        "--likelihood", action="store_true", help="an interval of χ by the profile likelihood too (needs iminuit)"
    )
    window.add_argument(
        "--noise", choices=("auto", "absolute", "relative"), default="auto", help="of the loss, without standard errors"
    )
    command.add_argument("--candidate", dest="candidates", type=values.word, metavar="G", help=_CANDIDATE, **many)
    command.add_argument("--catalogue", action="store_true", help="rank every g of the catalogue")
    several: dict[str, Any] = {"nargs": "+", "type": values.positive, "action": "extend", "default": []}
    command.add_argument("--predict", metavar="T", help="L at these times", **several)
    command.add_argument("--reach", metavar="L", help="times of these losses", **several)
    command.add_argument("--out", type=values.word, metavar="FILE", help="also write a page with pictures (FILE.html)")
    command.add_argument("--details", action="store_true", help="every window of every exponent")
    add_scheduler(command, "draw the samples of the bootstrap")
    add_store(command, "what the bootstrap draws")
    add_format(command)
    add_limits(command, "stop after this time, and print what was found until then", _LIMIT)


def _log_power(text: str) -> float | None:
    """A number, or None for one that is fitted."""
    return None if text == "fit" else values.real(text)


def run(arguments: argparse.Namespace) -> int:
    """Print what the files say."""
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.cli.storing import storing
    from spectral_proofs.data.fit import STAGES
    from spectral_proofs.reporters import fit_json, fit_table, json

    with storing(arguments.store):  # whether it can be used, before long work
        pass
    result, stages = _fitted(arguments)
    if arguments.format == "json":
        write(json.dump(fit_json.document(result)))
    else:
        show(fit_table.report(result, arguments.details))
    if arguments.out is not None:
        _write_page(arguments, result)
    if stages is not None:
        sys.stderr.write(f"interrupted: {stages} of {len(STAGES)} stages completed\n")
        return ExitStatus.INTERRUPTED
    return ExitStatus.FINE if result.estimates else ExitStatus.UNDECIDED


def _fitted(arguments: argparse.Namespace) -> tuple[FitResult, int | None]:
    """What is found within the limits, and after how many stages Ctrl-C came; what limits cut off is said."""
    from spectral_proofs.crew import Crew
    from spectral_proofs.data.findings import Question
    from spectral_proofs.data.fit import STAGES, by_stage, read_in
    from spectral_proofs.data.law import Method
    from spectral_proofs.reporters.progress import progress

    method = Method(
        arguments.floor,
        arguments.log_power or 0.0,
        arguments.noise,
        arguments.huber,
        arguments.start,
        arguments.end,
        least_floor=arguments.least_floor,
        crew=Crew(jobs=1, scheduler=arguments.scheduler),
        fit_log=arguments.log_power is None,
        likelihood=arguments.likelihood,
        store=arguments.store,
    )
    found: list[FitResult] = []
    with (
        Worker(arguments.memory, arguments.timeout) as worker,
        progress(sys.stderr, len(STAGES), arguments.format == "table") as advance,
    ):
        try:
            reader = _reader(arguments.memory) if "polars" in sys.modules else worker
            read = reader.call("reading", worker.share(1.0), read_in, arguments.files, dict(arguments.columns))
            candidates = tuple(_candidates(arguments))
            question = Question(method, candidates, tuple(arguments.predict), tuple(arguments.reach))
            advance(0, STAGES[0])
            for result in worker.stream("fitting", None, by_stage, read, question):
                found.append(result)
                advance(len(found), (*STAGES, "")[len(found)])
        except UndecidedError as error:
            why = f"{error}; give more with --timeout and --memory"
            if not found:
                raise InputError(why) from None
            cut = (*found[-1].not_identified, f"what would have come after: {why}")
            return replace(found[-1], not_identified=cut), None
        except KeyboardInterrupt:
            if not found:
                raise
            return found[-1], len(found)
    return found[-1], None


@lru_cache(1)
def _reader(memory: int | None) -> Worker:
    """Kept for the next files, as an interpreter takes a second to start: where polars has run in this process, as in
    a notebook, its threads do not survive a fork."""
    return Worker(memory, fresh=True)


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

    from spectral_proofs.data.law import Method
    from spectral_proofs.reporters import fit_page
    from spectral_proofs.reporters.provenance import provenance

    origin = provenance(arguments.words, 0, Method().seed)
    with whole_file(Path(arguments.out)) as file:
        file.write(fit_page.page(result, origin))
