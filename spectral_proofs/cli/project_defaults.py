"""Options that a project sets for its folder: the table ``[tool.spectral-proofs]`` of a pyproject.toml.

1. From the current folder upwards, the first pyproject.toml that has the table is taken; others are passed over.
2. A key is the long name of an option, for every command that has it; a table named as a command is for that one alone,
   and goes before. Any other key is refused, and so is a value that the option would refuse.
3. They stand before what the command line says, which they yield to: an option given there, or one that excludes it,
   replaces the key.

Left out: options by which foreign code is run or asked (``allow-python``, ``scheduler``), which only the command line
may give, and the commands below ``lab``.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.recognition import MAX_BYTES, read_toml

IGNORED = "--isolated"
_FILE, _NAME = "pyproject.toml", "spectral-proofs"
_TABLE = f"[tool.{_NAME}]"
_NEVER = {"--help", "--version", "--residual", "--allow-python", "--scheduler", IGNORED}

Options = Mapping[str, argparse.Action]


def with_defaults(words: Sequence[str], commands: Mapping[str, argparse.ArgumentParser]) -> list[str]:
    """The command line with what the project sets put behind the command's name.

    Raises InputError: the table cannot be read, or holds what no command knows.
    """
    place = next((number for number, word in enumerate(words) if word in commands), None)
    if place is None or IGNORED in words:
        return list(words)
    path, table = _found()
    if not table:
        return list(words)
    chosen = words[place]
    with _within(path):
        settings = _settings(table, chosen, {name: _options(parser) for name, parser in commands.items()})
        given = {word.partition("=")[0] if word.startswith("--") else word[:2] for word in words}
        excluded = _excluded(commands[chosen], given)
        added = [word for action, new in settings for word in new if excluded.isdisjoint(action.option_strings)]
    return [*words[: place + 1], *added, *words[place + 1 :]]


@contextmanager
def _within(place: object) -> Iterator[None]:
    """Puts the place before the message of an InputError (check_file.Located would load SymPy)."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _found() -> tuple[Path, Mapping[str, Any]]:
    """The nearest file that has the table, and the table; an empty one where there is none."""
    folder = Path.cwd()
    for path in (place / _FILE for place in (folder, *folder.parents)):
        with _within(path):
            table = _table(path)
        if table is not None:
            return path, table
    return folder, {}


def _table(path: Path) -> Mapping[str, Any] | None:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError:  # none, or somebody else's
        return None
    if _NAME.encode() not in data:
        return None
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES} bytes; shorten it, or give {IGNORED}")
    try:
        found = read_toml(data.decode("utf-8-sig")).get("tool", {})
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise InputError(f"not TOML ({str(error)[:80]}); correct it, or give {IGNORED}") from None
    table = found.get(_NAME) if isinstance(found, dict) else None
    if table is not None and not isinstance(table, dict):
        raise InputError(f"tool.{_NAME} is no table; write {_TABLE} and options below it")
    return table


def _options(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """Those that a table may set, by their long names."""
    strings = parser._option_string_actions.items()
    return {name: action for name, action in strings if name.startswith("--") and name not in _NEVER}


def _settings(
    table: Mapping[str, Any], chosen: str, known: Mapping[str, Options]
) -> list[tuple[argparse.Action, list[str]]]:
    """What the table sets for the chosen command, all of the table being looked at."""
    general, own = {}, {}
    for key, value in table.items():
        if key in known and isinstance(value, dict):
            for name, inner in value.items():
                action, words = _words(f"{key}.{name}", name, inner, [known[key]])
                if key == chosen:
                    own[action.dest] = action, words
            continue
        _words(key, key, value, list(known.values()))
        if f"--{key}" in known[chosen]:
            action, words = _words(key, key, value, [known[chosen]])
            general[action.dest] = action, words
    return list((general | own).values())


def _words(shown: str, name: str, value: object, places: Sequence[Options]) -> tuple[argparse.Action, list[str]]:
    """The option and what a command line would say."""
    action = next((options[f"--{name}"] for options in places if f"--{name}" in options), None)
    if action is None:
        names = sorted({option.removeprefix("--") for options in places for option in options})
        close = difflib.get_close_matches(name, names, n=1)
        remedy = f"did you mean {close[0]}?" if close else "keys are long options without --, such as timeout"
        raise InputError(f"{_TABLE} {shown[:60]}: no option that it may set; {remedy}")
    with _within(f"{_TABLE} {shown}"):
        return action, [f"--{name}{text}" for text in _texts(action, value)]


def _texts(action: argparse.Action, value: object) -> Iterator[str]:
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise InputError("must be true or false")
        yield from [""] * value
        return
    many = isinstance(action, argparse._AppendAction | argparse._ExtendAction)
    for one in value if many and isinstance(value, list) else [value]:
        if isinstance(one, bool) or not isinstance(one, int | str):
            raise InputError(f"must be a number or a text{', or a list of them' * many}")
        _require_fitting(action, str(one))
        yield f"={one}"


def _require_fitting(action: argparse.Action, text: str) -> None:
    if action.choices is not None and text not in action.choices:
        raise InputError(f"{text[:40]!r} is not one of {', '.join(map(str, action.choices))}")
    if callable(action.type):
        try:
            action.type(text)
        except argparse.ArgumentTypeError as error:
            raise InputError(str(error)) from None


def _excluded(parser: argparse.ArgumentParser, given: set[str]) -> set[str]:
    """Every name of the options given, and of those that they exclude."""
    groups = [group._group_actions for group in parser._mutually_exclusive_groups]
    alone = [[action] for action in parser._actions]
    names = [{name for action in group for name in action.option_strings} for group in (*groups, *alone)]
    return given.union(*(group for group in names if not group.isdisjoint(given)))
