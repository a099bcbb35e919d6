"""``sweep``: where in the space of parameters which regime holds."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import (
    add_assume,
    add_crew,
    add_format,
    add_limits,
    add_one_target,
    add_set,
    add_spectrum,
    add_store,
    one_target,
    status_help,
)
from spectral_proofs.errors import ExitStatus, InputError, InternalError
from spectral_proofs.text.files import whole_file

if TYPE_CHECKING:
    from spectral_proofs.cli.sweeping import Swept
    from spectral_proofs.instance_check import Question
    from spectral_proofs.problem.candidate import Candidate
    from spectral_proofs.problem.check_file import CheckFile
    from spectral_proofs.reporters.plots.phase_legend import Wanted
    from spectral_proofs.sweep.axes import Axis
    from spectral_proofs.sweep.diagram import Diagram
    from spectral_proofs.sweep.spots import Spot
    from spectral_proofs.sweep.target import Target

_OVER = "an axis of the grid, such as a=1.1..4:100; parameters of g too; several times, or with commas"
_CERTIFY = "check N cells in full, half of them next to borders (default 0)"
_DERIVE = "derive at most N of the cells that the theorem leaves undecided, one by one (default: all of them)"
_SHOW = (
    "what the colours show: rho, chi, gamma, eta (the efficiency S_R/S), or an expression "
    "in these, a, b and axes, such as 'rho/b - nu*(1+rho/b)' (default chi)"
)
_CURVE = "also draw where two such expressions are equal, as 'nu==rho/(rho+b)'; several times"
SUMMARY = "phase diagrams: the regimes of the general theorem over a grid of parameters"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="every cell is decided", _3="cells, or spots, are undecided")
    add_one_target(command, "TARGET", ", of several branches too")
    command.add_argument("--over", action="append", required=True, metavar="NAME=FROM..TO:COUNT", help=_OVER)
    command.add_argument("--a", type=values.exact("a"), metavar="A", help="fix the exponent of λ_k w_k² = k^-a")
    command.add_argument("--b", type=values.exact("b"), metavar="B", help="fix the exponent of λ_k = k^-b")
    add_set(command)
    add_spectrum(command)
    add_assume(command)
    command.add_argument("--certify", type=values.whole("certify", 10**6), default=0, metavar="N", help=_CERTIFY)
    command.add_argument("--derive", type=values.whole("derive", 10**7, least=0), metavar="N", help=_DERIVE)
    add_store(command, "what is checked")
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="also draw it: .pdf, .svg, .png, or an .html page to point at"
    )
    command.add_argument("--show", "--quantity", type=values.word, default="chi", metavar="EXPR", help=_SHOW)
    command.add_argument("--curve", type=values.word, action="append", default=[], metavar="LEFT==RIGHT", help=_CURVE)
    command.add_argument("--slices", action="store_true", help="draw two axes as lines: one for each of six values")
    command.add_argument("--csv", type=Path, metavar="FILE", help="also write one row for each cell")
    command.add_argument("--parquet", type=Path, metavar="FILE", help="the same as Parquet (needs polars)")
    add_crew(command)
    add_format(command)
    add_limits(command, "stop a run after this time and call what is open undecided", 300.0)


def run(arguments: argparse.Namespace) -> int:
    """Derive once, place every cell, check spots, and write what was asked for."""
    from spectral_proofs.cli import sweeping
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.storing import storing
    from spectral_proofs.reporters.plots.phase_legend import Wanted
    from spectral_proofs.reporters.plots.picture import require_kind
    from spectral_proofs.reporters.sweep_export import require_polars
    from spectral_proofs.sweep.axes import Grid
    from spectral_proofs.sweep.observable import Curve, Observable
    from spectral_proofs.sweep.target import Limits

    arguments.expression = one_target(arguments)
    if arguments.out is not None:
        require_kind(arguments.out, ".html")
    if arguments.parquet is not None:
        require_polars()
    axes = _axes(arguments.over)
    arguments.free = frozenset(axis.name for axis in axes)
    for name in sorted(arguments.free & {"a", "b"}):
        if getattr(arguments, name) is not None:
            raise InputError(f"--{name} fixes what --over {name} gives a range; leave out one of them")
    grid = Grid(tuple(axes))
    limit = arguments.timeout
    show_, curves = Observable(arguments.show), tuple(map(Curve, arguments.curve))
    drawn: tuple[Observable | Curve, ...] = (show_, *curves)
    extra = frozenset[str]().union(*(one.axes for one in drawn))
    target = read(arguments, _target)
    arguments.timeout = limit  # for each run: what reading took is no matter of theirs
    placed = target.diagram(grid, Limits(arguments.timeout, arguments.memory), extra)
    for one in drawn:
        one.values(placed)  # a name that is wrong is said before long work
    with storing(arguments.store) as rows:
        done = sweeping.swept(placed, target, arguments, rows)
        return _finished(done, target, Wanted(show_, curves, arguments.slices), arguments)


def _finished(done: Swept, target: Target, wanted: Wanted, arguments: argparse.Namespace) -> int:
    """Print it, then write the files: one that cannot be written costs none of the others."""
    from spectral_proofs.cli.output import interruption, show, write
    from spectral_proofs.reporters import json, sweep
    from spectral_proofs.reporters.sweep_export import to_csv, to_parquet

    found, spots = done.diagram, done.spots
    if arguments.format == "json":
        write(json.dump(sweep.document(found, spots)))
    else:
        show(sweep.table(found, spots))
    failed: list[InputError] = []
    for path, put in (
        (arguments.out, partial(_draw, found, spots, target, wanted)),
        (arguments.csv, partial(to_csv, found)),
        (arguments.parquet, partial(to_parquet, found)),
    ):
        if path is None:
            continue
        try:
            put(path)
        except InputError as error:
            failed.append(error)
        else:
            if arguments.format == "table":
                write(f"wrote {path}")
    wrong = [spot for spot in spots if spot.agrees is False]
    if wrong:
        raise InternalError(f"{wrong[0].reason} at {_command(target, wrong[0])}")
    if failed:
        raise InputError("; ".join(map(str, failed)))
    if done.interrupted:
        return interruption(done.done, done.planned)
    open_ = sweep.remaining(found, spots) or any(spot.agrees is None for spot in spots)
    return ExitStatus.UNDECIDED if open_ else ExitStatus.FINE


def _axes(texts: Sequence[str]) -> list[Axis]:
    from spectral_proofs.sweep.axes import parse_axis

    return [axis for text in texts for axis in parse_axis(text)]


def _target(arguments: argparse.Namespace) -> Target:
    """What TARGET stands for: one g, or a check file of several branches."""
    from spectral_proofs.problem.check_file import MixtureFile, any_of_target
    from spectral_proofs.sweep.target import OfBranches, OneG

    files = any_of_target(arguments.expression)
    if len(files) == 1 and isinstance(files[0], MixtureFile):
        from spectral_proofs.cli.inputs import require_one_g

        require_one_g(arguments)
        with files[0].located():
            file = files[0].at(dict(arguments.parameters))
            file.general(arguments.free)
        return OfBranches(file, arguments.free & file.shared.keys())
    from spectral_proofs.cli.inputs import one_check

    check = one_check(arguments)
    if check.selection.modes is not None or check.selection.file is not None:
        raise InputError(
            "a phase diagram is about t -> oo, which finitely many modes do not have; leave the modes out: the "
            "exponents hold in the window 1 << k_* << N, which check --modes N encloses"
        )
    if check.selection.replaces or check.candidate.residual:
        return _by_cells(check, arguments)
    return OneG(_question(check, arguments))


def _by_cells(check: CheckFile, arguments: argparse.Namespace) -> Target:
    from spectral_proofs.sweep.by_cells import OfResidual, OnFormulas

    if arguments.assumptions:
        none = "and there is none on formulas in k, or of a residual"
        raise InputError(f"--assume narrows a general theorem down, {none}; leave it out")
    if check.selection.replaces:
        return OnFormulas(_freed(check, arguments), check.selection)
    return OfResidual(_question(check, arguments))


def _freed(check: CheckFile, arguments: argparse.Namespace) -> Candidate:
    """The candidate, the parameters of the axes left free."""
    from dataclasses import replace

    kept = {name: text for name, text in check.candidate.parameters.items() if name not in arguments.free}
    return replace(check.candidate, parameters=kept)


def _question(check: CheckFile, arguments: argparse.Namespace) -> Question:
    from spectral_proofs import instance_check

    spectrum = check.spectra[0]
    if len(check.spectra) > 1 and not {"a", "b"} <= arguments.free:
        raise InputError(f"{arguments.expression} has several spectra; fix a and b, or give them a range")
    a, b = (None if name in arguments.free else str(getattr(spectrum, name)) for name in ("a", "b"))
    scales = (spectrum.Lambda, spectrum.W)
    question = instance_check.Question(_freed(check, arguments), a, b, scales, tuple(arguments.assumptions))
    if not check.candidate.residual:
        instance_check.refuse(question)
    return question


def _draw(found: Diagram, spots: Sequence[Spot], target: Target, wanted: Wanted, path: Path) -> None:
    if path.suffix == ".html":
        from spectral_proofs.reporters.diagram_page import diagram_page

        page = diagram_page(found, spots, wanted.show, _check(target))
        with whole_file(path) as file:
            file.write(page)
        return
    from spectral_proofs.reporters.plots.phases import draw

    draw(found, spots, wanted, path)


def _command(target: Target, spot: Spot) -> str:
    own = " ".join(f"--{n} {v}" if n in ("a", "b") else f"--set {n}={v}" for n, v in spot.point.items())
    return f"{_check(target)} {own}"


def _check(target: Target) -> str:
    """The command without the values of the axes."""
    return shlex.join(["spectral-proofs", *target.command])
