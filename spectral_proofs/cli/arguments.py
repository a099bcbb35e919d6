"""The command line: arguments in, exit status out.

Only argparse is imported here, so that ``--help`` answers at once; the commands
themselves live in :mod:`spectral_proofs.cli.commands`.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from spectral_proofs import __version__
from spectral_proofs.errors import TRACEBACK, ExitStatus, InputError, SpectralProofsError
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.text.plain import plain

PROGRAM = "spectral-proofs"
_TIMEOUT = 60.0
_DERIVING = 300.0  # of derive, whose parameters are symbols
_LONGEST = 1e6
_MEMORY = 2 * 2**30  # as in spectral_proofs.worker, which loads more than --help needs
_LEAST_MEMORY = 256 * 2**20
_SHORT = re.compile(r"-h|-j[0-9]*", re.ASCII)
_LITERAL = "\0"  # cannot occur in an argument; marks one that is no option although it begins with "-"

_STATUS = {
    2: "bad input or usage",
    4: "internal error",
    130: "interrupted (Ctrl-C)",
}


def _status_help(**known: str) -> str:
    """The exit statuses of a command: ``_0``, ``_1``, ... and those that every command has."""
    meanings = _STATUS | {int(name[1:]): meaning for name, meaning in known.items()}
    return "\n".join(["exit status:", *(f"  {status:<3}  {meanings[status]}" for status in sorted(meanings))])


_CHECK_STATUS = _status_help(
    _0="every claim passed, or failed where its check file expects that",
    _1="a claim failed unexpectedly, or an expectation was not met",
    _3="nothing failed but something is undecided",
    _130="interrupted (Ctrl-C); what was complete is printed",
)

_FREE_HELP = """free parameters:
  A parameter of g without a value is free, and then a and b are free too unless --a or --b or the check
  file gives them; --a free and --b free do that for any g. The general theorem is derived, and instances
  are certified in every regime."""


class _Parser(argparse.ArgumentParser):
    """argparse with errors of one line and no abbreviated options."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            **{"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter, **options}  # type: ignore[arg-type]  # forwarded
        )

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # as argparse has it
        """Of a command: what it does not know is an error here, where its own help can be named."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self._refuse(next((word for word in rest if word.startswith("--")), rest[0]))
        return found, rest

    def _refuse(self, word: str) -> NoReturn:
        name = word.partition("=")[0]
        close = difflib.get_close_matches(name, self._option_string_actions, n=1)
        guess = f"; did you mean {close[0]}?" if close and name.startswith("-") else ""
        self.error(f"unrecognized argument {name[:40]}{guess}")

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message.replace(_LITERAL, '')}; see {self.prog} --help")


@long_numbers()
def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every error ends as one line on stderr."""
    try:
        arguments = parser().parse_args(_protect(sys.argv[1:] if argv is None else argv))
        from spectral_proofs.cli import commands

        status: int = getattr(commands, arguments.command)(arguments)
        return status
    except InputError as error:
        return _fail(str(error), ExitStatus.BAD_INPUT)
    except KeyboardInterrupt:
        return _fail("interrupted", ExitStatus.INTERRUPTED)
    except SpectralProofsError as error:
        return _fail(f"internal error: {error}", ExitStatus.INTERNAL_ERROR)
    except Exception as error:  # noqa: BLE001  # the last resort: users get a line, not a traceback
        if os.environ.get(TRACEBACK):
            traceback.print_exc()
        return _fail(
            f"internal error: {type(error).__name__}: {error}; set {TRACEBACK}=1 for the traceback",
            ExitStatus.INTERNAL_ERROR,
        )


def _fail(message: str, status: int) -> int:
    try:
        sys.stderr.write(f"{PROGRAM}: error: {plain(message)}\n")
        sys.stderr.flush()
    except (OSError, AttributeError):  # stderr is full, or closed (then it is None)
        _discard_stderr()
    return status


def _discard_stderr() -> None:
    """Send what is still buffered nowhere: a failed flush at exit would replace the status by 120."""
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _protect(argv: Sequence[str]) -> list[str]:
    """Let an expression begin with a minus sign: only ``-h``, ``-j``, ``--word`` and what they take are options.

    >>> _protect(["check", "-t*log(1-lambda/2)", "--a", "2"])
    ['check', '\\x00-t*log(1-lambda/2)', '--a', '2']
    """
    protected: list[str] = []
    for index, argument in enumerate(argv):
        if argument == "--":
            return [*protected, "--", *(_LITERAL + rest for rest in argv[index + 1 :])]
        minus = argument.startswith("-") and not argument.startswith("--") and not _SHORT.fullmatch(argument)
        protected.append(_LITERAL + argument if minus else argument)
    return protected


def _word(argument: str) -> str:
    return argument.removeprefix(_LITERAL)


def _number(argument: str) -> str:
    """Read exactly later, when SymPy is loaded."""
    if not _word(argument).strip():
        raise argparse.ArgumentTypeError("empty value; write an exact number such as 3/2, 1.5 or 1e30")
    return _word(argument)


def _time(argument: str) -> str:
    word = _word(argument)
    if "," in word:
        raise argparse.ArgumentTypeError(f"{word[:40]!r} has a comma; separate times by spaces, as in --t 1 2")
    return word


def _condition(argument: str) -> str:
    word = _word(argument)
    sides = re.split("[<>=!]+", word)
    if len(sides) > 1 and not all(side.strip() for side in sides):
        remedy = "write both, as in p>1, a<b+1 or m==1/2"
        raise argparse.ArgumentTypeError(f"{word[:40]!r} lacks a side; {remedy}")
    return word


def _seconds(argument: str) -> float | None:
    """A limit; None where it is "none" or 0."""
    word = _word(argument)
    if word == "none":
        return None
    try:
        seconds = float(word)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LONGEST:  # also refuses nan
        remedy = f"write a number up to {_LONGEST:g}, or none for no limit"
        raise argparse.ArgumentTypeError(f"{word!r} is no number of seconds; {remedy}")
    return seconds or None


def _bytes(argument: str) -> int | None:
    """A limit of memory such as 2G or 512M; None where it is "none"."""
    word = _word(argument)
    if word == "none":
        return None
    read = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([MG])(?:i?B)?", word, re.ASCII)
    size = int(float(read[1]) * 2 ** {"M": 20, "G": 30}[read[2]]) if read else 0
    if size < _LEAST_MEMORY:
        raise argparse.ArgumentTypeError(f"{word!r} is no size of memory; write 2G or 512M (256M at least), or none")
    return size


def _whole(what: str, most: int) -> Callable[[str], int]:
    """A whole number of ``what`` from 1 to ``most``."""

    def read(argument: str) -> int:
        word = _word(argument)
        number = int(word) if word.isascii() and word.isdigit() and len(word) < 6 else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{word!r} is no number of {what} between 1 and {most}")
        return number

    return read


def _assignment(argument: str) -> tuple[str, str]:
    name, equals, value = _word(argument).partition("=")
    if not (equals and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"{_word(argument)!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def _identifiers(argument: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in _word(argument).split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError("no claim named; write for instance thm2,cor1")
    return names


def parser() -> _Parser:
    """The parser of all commands; the chosen one is in ``command``."""
    top = _Parser(
        prog=PROGRAM,
        description="Check scaling-law claims about an evolution function g(lambda, t).",
        epilog=_CHECK_STATUS,
    )
    top.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_check(commands)
    _add_evaluate(commands)
    _add_derive(commands)
    _add_report(commands)
    _add_audit(commands)
    _add_verify(commands)
    _add_new(commands)
    _add_schema(commands)
    return top


def _add_check(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "check", help="derive, evaluate and judge candidates", epilog=f"{_FREE_HELP}\n\n{_CHECK_STATUS}"
    )
    _add_targets(command)
    _add_model(command)
    _add_assume(command)
    command.add_argument(
        "--instances",
        type=_whole("instances", 20),
        default=3,
        metavar="N",
        help="where parameters are free: certify N instances in every regime (default 3)",
    )
    _add_format(command, "junit")
    command.add_argument("--details", action="store_true", help="show every run of a suite in full")
    _add_explain(command)


def _add_report(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "report", help="judge candidates and write HTML, Markdown, LaTeX and JSON reports", epilog=_CHECK_STATUS
    )
    _add_targets(command)
    _add_model(command)
    command.add_argument("--out", type=_word, default="reports", metavar="FOLDER", help="folder (default: reports)")


def _add_targets(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "targets",
        nargs="+",
        type=_word,
        metavar="TARGET",
        help="an expression, a catalogue name, a check file or a folder of them",
    )
    command.add_argument(
        "--claims", type=_identifiers, action="extend", metavar="ID,ID", help="judge these claims only"
    )
    command.add_argument("--allow-python", action="store_true", help="also run the Python files of a folder")
    command.add_argument(
        "-j",
        "--jobs",
        type=_whole("jobs", 9999),
        default=0,
        metavar="N",
        help="runs at the same time (default: one for each core)",
    )


def _add_evaluate(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "evaluate",
        help="certified values of L(t), S(t) and, with noise, of ΔL(t)",
        epilog=_status_help(_0="every value was found", _3="a value is unknown"),
    )
    command.add_argument(
        "expression", type=_word, metavar="EXPRESSION", help="g in lambda and t, a catalogue name or a check file"
    )
    _add_model(command)
    _add_format(command)
    command.add_argument(
        "--t", nargs="+", required=True, type=_time, metavar="T", action="extend", help="times, exact: 100 3/2 1e30"
    )
    command.add_argument("--sigma", type=_number, metavar="σ", help="standard deviation of the noise on the outputs")
    command.add_argument(
        "--tau", type=_number, metavar="τ", help="standard deviation of the noise on the features, as √λ_k"
    )


def _add_derive(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "derive",
        help="the general theorem, parameters left symbolic unless set",
        epilog=_status_help(_0="every regime is decided", _3="a regime is undecided"),
    )
    command.add_argument(
        "expression", type=_word, metavar="EXPRESSION", help="g in lambda and t, a catalogue name or a check file"
    )
    _add_assume(command)
    command.add_argument("--a", type=_number, metavar="A", help="exponent of λ_k w_k² = k^-a (default: symbolic)")
    command.add_argument("--b", type=_number, metavar="B", help="exponent of λ_k = k^-b (default: symbolic)")
    _add_set(command)
    _add_explain(command)
    command.add_argument("--format", choices=("table", "json", "latex"), default="table")
    _add_limits(command, "stop the derivation after this time and call the theorem undecided", _DERIVING)


def _add_assume(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--assume",
        dest="assumptions",
        type=_condition,
        action="append",
        default=[],
        metavar="CONDITION",
        help="on free parameters, such as p>1, a<b+1 or m==1/2 (all are positive, a > 1, b > 1)",
    )


def _add_audit(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "audit",
        help="the paper's statements, as printed and as corrected, re-derived",
        epilog=_status_help(
            _0="every row reproduces",
            _4="a row does not reproduce, or another internal error",
            _130="interrupted (Ctrl-C); the rows that were complete are printed",
        ),
    )
    command.add_argument("--item", type=_word, metavar="ID", help="one row with its whole argument, such as A9 or eq5")
    command.add_argument("--format", choices=("table", "json"), default="table")


def _add_verify(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "verify",
        help="re-check the steps of derivations that check or derive wrote with --explain --format json, and compare "
        "everything else in the document with them",
        epilog=_status_help(
            _0="nothing is false; what is not covered is named",
            _3="nothing to check",
            _1="a step, or a statement beside the traces, is false",
        ),
    )
    command.add_argument("file", type=_word, metavar="FILE", help="JSON document; - reads it from standard input")
    _add_limits(command, "stop each run or regime after this time and call it undecided")


def _add_new(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "new", help="write a commented check file to start from", epilog=_status_help(_0="written")
    )
    command.add_argument("name", type=_word, metavar="NAME", help="file name without .toml")


def _add_schema(commands: argparse._SubParsersAction[_Parser]) -> None:
    command = commands.add_parser(
        "schema",
        help="the JSON Schema of an output, such as run/1; without NAME, all names",
        epilog=_status_help(_0="printed"),
    )
    command.add_argument("name", type=_word, metavar="NAME", nargs="?", help='the word after "spectral-proofs/"')


def _add_model(command: argparse.ArgumentParser) -> None:
    command.add_argument("--a", type=_number, metavar="A", help="exponent of λ_k w_k² = k^-a (default 3/2)")
    command.add_argument("--b", type=_number, metavar="B", help="exponent of λ_k = k^-b (default 2)")
    _add_set(command)
    _add_limits(command, "stop a run after this time and call what is open undecided")
    command.add_argument(
        "--digits", type=_whole("digits", 1000), default=30, metavar="D", help="certified digits (default 30)"
    )


def _add_limits(command: argparse.ArgumentParser, stopped: str, seconds: float = _TIMEOUT) -> None:
    command.add_argument(
        "--timeout",
        type=_seconds,
        default=seconds,
        metavar="SECONDS",
        help=f"{stopped} (default {seconds:g}; none: no limit)",
    )
    command.add_argument(
        "--memory",
        type=_bytes,
        default=_MEMORY,
        metavar="SIZE",
        help="the same for what needs more memory than this (default 2G; none: no limit)",
    )


def _add_format(command: argparse.ArgumentParser, *more: str) -> None:
    command.add_argument("--format", choices=("table", "json", *more), default="table")


def _add_explain(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--explain", action="store_true", help="show every step of the derivation, each re-checked independently"
    )


def _add_set(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set",
        dest="parameters",
        type=_assignment,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value of a parameter of g",
    )
