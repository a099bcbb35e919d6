"""Groups of options that several commands share, and what their exit statuses say.

Only argparse is imported here, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spectral_proofs.cli import values
from spectral_proofs.errors import InputError

_TIMEOUT = 60.0
_MEMORY = 2 * 2**30  # as in spectral_proofs.worker, which loads more than --help needs

_STATUS = {2: "bad input or usage", 4: "internal error", 130: "interrupted (Ctrl-C)"}


def status_help(**known: str) -> str:
    """The exit statuses of a command: ``_0``, ``_1``, ... and those that every command has."""
    meanings = _STATUS | {int(name[1:]): meaning for name, meaning in known.items()}
    return "\n".join(["exit status:", *(f"  {status:<3}  {meanings[status]}" for status in sorted(meanings))])


CHECK_STATUS = status_help(
    _0="everything is decided, and in check files, or with --strict, as expected",
    _1="in a check file, or with --strict: a claim failed unexpectedly, or an expectation was not met",
    _3="nothing failed that should not, but something is undecided",
    _130="interrupted (Ctrl-C); what was complete is printed",
)


def add_targets(command: argparse.ArgumentParser, alone: bool = True) -> None:
    """TARGET… and which claims, files and how many runs at the same time; not ``alone``: another option replaces it."""
    command.add_argument(
        "targets",
        nargs="+" if alone else "*",
        type=values.target,
        metavar="TARGET",
        help="an expression, a catalogue name, a check file or a folder of them",
    )
    command.add_argument(
        "--claims",
        type=values.identifiers,
        action="extend",
        metavar="ID,ID",
        help="judge these claims only (core: the eight core ones; all)",
    )
    command.add_argument(
        "--strict",
        action="store_true",
        help="end with 1 where a claim about an expression fails, as check files do (what fails for every g is KNOWN)",
    )
    command.add_argument("--allow-python", action="store_true", help="also run the Python files of a folder")
    add_crew(command)
    add_store(command, "every run")


def add_crew(command: argparse.ArgumentParser) -> None:
    """How many runs are made at the same time, and where."""
    command.add_argument(
        "-j",
        "--jobs",
        type=values.whole("jobs", 9999),
        default=0,
        metavar="N",
        help="runs at the same time (default: one for each core)",
    )
    add_scheduler(command, "make the runs")


def add_store(command: argparse.ArgumentParser, what: str) -> None:
    """Where ``what`` is kept."""
    command.add_argument(
        "--store", type=Path, metavar="FILE", help=f"keep {what} in this SQLite file, and go on from there"
    )


def add_scheduler(command: argparse.ArgumentParser, what: str) -> None:
    """Where ``what`` is done."""
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help=f"{what} on the workers of this Dask scheduler, such as tcp://host:8786"
    )


def add_model(command: argparse.ArgumentParser) -> None:
    """a, b, parameters, limits and digits."""
    add_exponents(command, "3/2", "2")
    add_set(command)
    add_limits(command, "stop a run after this time and call what is open undecided")
    command.add_argument(
        "--digits", type=values.whole("digits", 1000), default=30, metavar="D", help="certified digits (default 30)"
    )


def add_exponents(command: argparse.ArgumentParser, a: str, b: str) -> None:
    """a and b, by these letters or as the field calls them; ``a`` and ``b`` say what is taken where none is given."""
    task = command.add_mutually_exclusive_group()
    task.add_argument("--a", type=values.exact("a"), metavar="A", help=f"exponent of λ_k w_k² = k^-a (default {a})")
    task.add_argument(
        "--source",
        type=values.exact("source"),
        metavar="R",
        help="the same by the source exponent r of the task: a = 1 + 2br",
    )
    command.add_argument(
        "--b",
        "--capacity",
        type=values.exact("b"),
        metavar="B",
        help=f"exponent of λ_k = k^-b, the capacity (default {b})",
    )


def add_residual(command: argparse.ArgumentParser) -> None:
    """A residual in place of g."""
    command.add_argument(
        "--residual",
        type=values.residual,
        metavar="EXPR",
        help="in place of g: r = 1 - f/w in lambda and t, which may change sign, such as 'cos(sqrt(lambda)*t)'",
    )


def add_one_target(command: argparse.ArgumentParser, metavar: str = "EXPRESSION", more: str = "") -> None:
    """One g, or a residual in its place; :func:`one_target` reads it."""
    said = f"g in lambda and t, a catalogue name or a check file{more}"
    command.add_argument("expression", nargs="?", type=values.target, metavar=metavar, help=said)
    add_residual(command)


def add_curves(command: argparse.ArgumentParser) -> None:
    """Several candidates over the same times; :func:`some_targets` reads them."""
    said = "an expression, a catalogue name or a check file"
    command.add_argument("targets", nargs="*", type=values.target, metavar="TARGET", help=said)
    for name, where, default in (("--from", "first", "1"), ("--to", "last", "1e8")):
        read = values.exact(name)
        command.add_argument(name, dest=where, type=read, default=default, metavar="T", help=f"default {default}")
    add_residual(command)
    add_model(command)
    add_spectrum(command)
    add_crew(command)


def one_target(arguments: argparse.Namespace) -> str:
    """The expression, or the residual in its place; raises InputError where none is given, or both."""
    if (arguments.expression is None) == (arguments.residual is None):
        raise InputError("give g as EXPRESSION, or --residual EXPR in its place")
    chosen: str = arguments.expression or arguments.residual
    return chosen


def some_targets(arguments: argparse.Namespace) -> list[str]:
    """The targets, and the residual as a further one; raises InputError where there is none."""
    if not arguments.targets and arguments.residual is None:
        raise InputError("no target; give an expression, a catalogue name, a file or a folder, or --residual EXPR")
    return [*arguments.targets, *([] if arguments.residual is None else [arguments.residual])]


def add_spectrum(command: argparse.ArgumentParser) -> None:
    """Spectra other than infinitely many modes of exact powers."""
    command.add_argument("--modes", type=values.exact("modes"), metavar="N", help="a model with the first N modes only")
    command.add_argument(
        "--spectrum",
        type=values.word,
        metavar="FILE",
        help="measured modes: CSV or npz with columns lambda and power (λ_k w_k²) or w2 (w_k²)",
    )
    command.add_argument("--lambda-k", type=values.formula, metavar="EXPR", help="λ_k in k, such as 'k**-2*(1+1/k)'")
    command.add_argument("--power-k", type=values.formula, metavar="EXPR", help="λ_k w_k² in k, beside --lambda-k")


def add_amount(command: argparse.ArgumentParser) -> None:
    """How much to print."""
    amount = command.add_mutually_exclusive_group()
    amount.add_argument(
        "-v",
        "--verbose",
        "--details",
        dest="details",
        action="store_true",
        help="show every run in full: all claims with their arguments, local exponents, fits",
    )
    amount.add_argument("-q", "--quiet", action="store_true", help="show one line for each run")


def add_limits(command: argparse.ArgumentParser, stopped: str, seconds: float = _TIMEOUT) -> None:
    """Of time and memory; ``stopped`` says what becomes of what reaches them."""
    command.add_argument(
        "--timeout",
        type=values.seconds,
        default=seconds,
        metavar="SECONDS",
        help=f"{stopped} (default {seconds:g}; none: no limit)",
    )
    command.add_argument(
        "--memory",
        type=values.size,
        default=_MEMORY,
        metavar="SIZE",
        help="the same for what needs more memory than this (default 2G; none: no limit)",
    )


def add_assume(command: argparse.ArgumentParser) -> None:
    """Conditions on free parameters."""
    command.add_argument(
        "--assume",
        dest="assumptions",
        type=values.condition,
        action="append",
        default=[],
        metavar="CONDITION",
        help="on free parameters, such as p>1, a<b+1 or m==1/2 (all are positive, a > 1, b > 1)",
    )


def add_format(command: argparse.ArgumentParser, *more: str) -> None:
    """How to print; ``more`` are the formats besides table and json."""
    command.add_argument("--format", choices=("table", "json", *more), default="table")


def add_machine_check(command: argparse.ArgumentParser) -> None:
    """Whether to have Coq check what certificates cover."""
    command.add_argument(
        "--machine-check",
        action="store_true",
        help="have coqc check a certificate of each run, and mark the rows that it covers (needs Coq)",
    )


def add_explain(command: argparse.ArgumentParser) -> None:
    """Whether to show the steps."""
    command.add_argument(
        "--explain", action="store_true", help="show every step of the derivation, each re-checked independently"
    )


def add_set(command: argparse.ArgumentParser) -> None:
    """Values of parameters."""
    command.add_argument(
        "--set",
        dest="parameters",
        type=values.parameter,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value of a parameter of g",
    )
