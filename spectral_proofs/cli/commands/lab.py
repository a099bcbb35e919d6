"""``lab``: networks under training, recorded and compared with the claims."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, status_help
from spectral_proofs.errors import ExitStatus, InputError
from spectral_proofs.text.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager
    from pathlib import Path

    from spectral_proofs.lab.judge import Group

SUMMARY = "train networks, record them and compare them with the claims (needs the extra lab)"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="done; what runs say is no verdict", _1="a run ended early (it diverged, say)")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="the bundled experiments")
    run_ = actions.add_parser("run", help="train one experiment, over its axes and seeds; goes on where it stopped")
    run_.add_argument("name", type=values.word, metavar="NAME", help="an experiment of lab list")
    run_.add_argument("--out", default="lab", metavar="FOLDER", help="records are kept in FOLDER/NAME (default: lab)")
    run_.add_argument("--seeds", type=values.whole("seeds", 9999), default=5, metavar="N", help="runs (default: 5)")
    run_.add_argument(
        "--first-seed",
        type=values.whole("first seed", 999999, 0),
        default=0,
        metavar="N",
        help="of the first run (default: 0); others than those that were looked at can confirm what they showed",
    )
    run_.add_argument(
        "--set", dest="settings", action="append", default=[], metavar="NAME=NUMBER", help="another value of a setting"
    )
    run_.add_argument(
        "-j",
        "--jobs",
        type=values.whole("jobs", 9999),
        default=1,
        metavar="N",
        help="at the same time (default: 1)",
    )
    run_.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="make the runs on the workers of this Dask scheduler, which write to the same FOLDER",
    )
    report = actions.add_parser("report", help="claims against what was recorded")
    report.add_argument("--out", metavar="FILE.html", help="also write a page with pictures")
    report.add_argument("folder", type=values.word, metavar="FOLDER", help="that lab run or Observer wrote")
    report.add_argument(
        "--sets",
        type=values.whole("runs", 9999, 2),
        metavar="N",
        help="judge N runs at a time, in order of their seeds, and count how often intervals hold what is derived",
    )
    add_format(report, "markdown")


def run(arguments: argparse.Namespace) -> int:
    """Do one of list, run and report."""
    return {"list": _list, "run": _run, "report": _report}[arguments.action](arguments)


def _list(arguments: argparse.Namespace) -> int:
    from spectral_proofs.cli.output import show
    from spectral_proofs.reporters import lab

    show(lab.listing())
    return ExitStatus.FINE


def _run(arguments: argparse.Namespace) -> int:
    import sys
    from pathlib import Path

    from spectral_proofs.cli.output import write
    from spectral_proofs.lab import sweep
    from spectral_proofs.lab.experiments import experiment
    from spectral_proofs.lab.extra import torch_module
    from spectral_proofs.reporters.progress import progress
    from spectral_proofs.text.plain import plain

    chosen = experiment(arguments.name)
    folder = Path(arguments.out).absolute() / chosen.name  # workers elsewhere have another current folder
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    planned = sweep.cells(chosen, folder, seeds, dict(_setting(word) for word in arguments.settings))
    open_ = [cell for cell in planned if not sweep.is_complete(cell)]
    torch_module()
    lost = []
    with _executor(arguments, len(open_)) as pool, progress(sys.stderr, len(open_), True) as advance:
        for done, (cell, early) in enumerate(sweep.run_all(open_, pool), 1):
            advance(done, cell.folder.name)
            lost += [early] * bool(early)
    for line in lost:
        write(plain(f"ended early: {line}"))
    there = f"; {len(planned) - len(open_)} were there" if len(open_) < len(planned) else ""
    shown = Path(arguments.out) / chosen.name
    write(plain(f"{len(open_)} runs recorded{there}; see: spectral-proofs lab report {shown}"))
    return ExitStatus.FAILED if lost else ExitStatus.FINE


def _executor(arguments: argparse.Namespace, runs: int) -> AbstractContextManager[Executor | None]:
    """A cluster, several processes, or none: the runs are made here."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from contextlib import nullcontext

    from spectral_proofs.crew import cluster

    if arguments.scheduler and runs:
        return cluster(arguments.scheduler)
    if min(arguments.jobs, runs) <= 1:
        return nullcontext()
    return ProcessPoolExecutor(arguments.jobs, multiprocessing.get_context("spawn"))  # PyTorch has threads: no forks


def _setting(text: str) -> tuple[str, float]:
    name, _, value = values.word(text).partition("=")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise InputError(f"--set {text[:40]!r}: not NAME=NUMBER") from None


def _write_page(path: Path, found: Sequence[Group]) -> None:
    from spectral_proofs.reporters.lab_page import page
    from spectral_proofs.reporters.plots.lab import pictures

    try:
        drawn, missing = list(pictures(found)), ""
    except ImportError:
        drawn, missing = [], "no pictures; in the project's folder: pip install -e '.[plots]'"
    with whole_file(path, remedy="give another --out") as file:
        file.write(page(found, drawn, missing))


def _report(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from spectral_proofs.cli.output import show, write
    from spectral_proofs.lab.judge import groups
    from spectral_proofs.reporters import json, lab

    found = groups(Path(arguments.folder))
    if arguments.out:
        _write_page(Path(arguments.out), found)
    if arguments.sets:
        if arguments.format != "table":
            raise InputError("--sets prints a table only; leave --format out")
        show(lab.covered(found, arguments.sets))
    elif arguments.format == "json":
        write(json.dump(lab.document(found)))
    elif arguments.format == "markdown":
        write(lab.markdown(found))
    else:
        show(lab.report(found))
    return ExitStatus.FINE
