"""The program: arguments in, exit status out.

Only argparse is imported here, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import re
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from spectral_proofs import __version__
from spectral_proofs.cli.arguments import CHECK_STATUS
from spectral_proofs.cli.commands import commands
from spectral_proofs.cli.completing import answer
from spectral_proofs.cli.project_defaults import IGNORED, with_defaults
from spectral_proofs.cli.values import LITERAL
from spectral_proofs.errors import TRACEBACK, ExitStatus, InputError, SpectralProofsError, interruptible
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.text.plain import plain

PROGRAM = "spectral-proofs"
_SHORT = re.compile(r"-[A-Za-z]|-j[0-9]*", re.ASCII)


class Parser(argparse.ArgumentParser):
    """argparse with errors of one line and no abbreviated options."""

    commands: Mapping[str, argparse.ArgumentParser] = {}

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

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """As argparse has it, with the nearest choice named."""
        if action.choices is None or value in action.choices:
            return
        names = [str(name) for name in action.choices]
        close = difflib.get_close_matches(str(value), names, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"choose from {', '.join(names)}"
        if isinstance(action, argparse._SubParsersAction) and not str(value).isidentifier():
            remedy = "a command comes first, such as check"
        raise argparse.ArgumentError(action, f"{str(value)[:40].removeprefix(LITERAL)!r} is unknown; {remedy}")

    def _refuse(self, word: str) -> NoReturn:
        name = word.partition("=")[0]
        close = difflib.get_close_matches(name, self._option_string_actions, n=1)
        guess = f"; did you mean {close[0]}?" if close and name.startswith("-") else ""
        self.error(f"unrecognized argument {name[:40]}{guess}")

    def error(self, message: str) -> NoReturn:
        """As bad input, with the command's own help named."""
        raise InputError(f"{message.replace(LITERAL, '')}; see {self.prog} --help")


@long_numbers()
def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; every error ends as one line on stderr."""
    try:
        every = parser()
        answer(every)
        words = with_defaults(_helped(list(sys.argv[1:] if argv is None else argv)), every.commands)
        arguments = every.parse_args(_protect(words))
        arguments.words = tuple(words)  # what was typed, with the project's defaults: the command that makes it again
        with _colored(arguments.color), _terminated_as_interrupted(), interruptible():
            status: int = arguments.run(arguments)
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


def _helped(words: list[str]) -> list[str]:
    """No arguments, ``help`` and ``check`` alone ask for help.

    >>> _helped([]), _helped(["help", "check"]), _helped(["check"])
    (['--help'], ['check', '--help'], ['check', '--help'])
    """
    if not words or words == ["help"]:
        return ["--help"]
    if words[0] == "help":
        return [*words[1:], "--help"]
    return [*words, "--help"] if words == ["check"] else words


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
    """Let an expression begin with a minus sign: only ``--word``, ``-j4`` and single letters are options.

    >>> _protect(["check", "-t*log(1-lambda/2)", "--a", "2"])
    ['check', '\\x00-t*log(1-lambda/2)', '--a', '2']
    """
    protected: list[str] = []
    for index, argument in enumerate(argv):
        if argument == "--":
            return [*protected, "--", *(LITERAL + rest for rest in argv[index + 1 :])]
        minus = argument.startswith("-") and not argument.startswith("--") and not _SHORT.fullmatch(argument)
        protected.append(LITERAL + argument if minus else argument)
    return protected


class _Version(argparse.Action):
    """The program's version on a line of its own, then those of its libraries, read only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> NoReturn:
        from spectral_proofs.reporters.provenance import versions

        libraries = ", ".join(f"{name} {version}" for name, version in versions() if name != PROGRAM)
        sys.stdout.write(f"{PROGRAM} {__version__}\n{libraries}\n")
        parser.exit()


def _add_color(command: argparse.ArgumentParser, default: str) -> None:
    command.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default=default,
        help="colours: on a terminal (auto, which heeds NO_COLOR and FORCE_COLOR), always or never",
    )


def _add_isolated(command: argparse.ArgumentParser, default: bool | str) -> None:
    command.add_argument(
        IGNORED, action="store_true", default=default, help="heed no [tool.spectral-proofs] of a pyproject.toml"
    )


@contextlib.contextmanager
def _colored(wanted: str) -> Iterator[None]:
    """The two variables that programs know, as an option wants them, for one command."""
    names = ("FORCE_COLOR", "NO_COLOR")
    before = {name: os.environ.get(name) for name in names}
    if wanted != "auto":
        kept, dropped = names if wanted == "always" else reversed(names)
        os.environ[kept] = "1"
        os.environ.pop(dropped, None)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM, which batch systems send before they kill, is as Ctrl-C: what is finished is said and kept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def parser() -> Parser:
    """The parser of all commands; the chosen one's handler is in ``run``."""
    top = Parser(
        prog=PROGRAM,
        description="Check scaling-law claims about an evolution function g(lambda, t).",
        epilog=CHECK_STATUS,
    )
    top.add_argument(
        "--version", action=_Version, nargs=0, help="the versions of the program and of what it computes with"
    )
    _add_color(top, "auto")
    _add_isolated(top, False)
    chosen = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in commands().items():
        own = chosen.add_parser(name, help=command.SUMMARY)
        command.add_arguments(own)
        _add_color(own, argparse.SUPPRESS)
        _add_isolated(own, argparse.SUPPRESS)
        own.set_defaults(run=command.run)
    top.commands = chosen.choices
    return top
