"""``certificate``: a Coq file that proves bounds of L and S of one candidate."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_limits, add_set, status_help
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError

if TYPE_CHECKING:
    from spectral_proofs.pipeline import Problem

SUMMARY = "a Coq file that proves bounds of L and S for all t from a stated one on"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="the file is written", _3="no certificate, and why")
    command.add_argument(
        "expression", type=values.target, metavar="TARGET", help="g in lambda and t, a catalogue name or a check file"
    )
    command.add_argument("--out", type=values.word, required=True, metavar="FILE.v", help="the file to write")
    command.add_argument(
        "--check", action="store_true", help="have coqc check it first, and write what it accepts only"
    )
    command.add_argument("--a", type=values.exact("a"), metavar="A", help="exponent of λ_k w_k² = k^-a (default 3/2)")
    command.add_argument("--b", type=values.exact("b"), metavar="B", help="exponent of λ_k = k^-b (default 2)")
    add_set(command)
    add_limits(command, "give up after this time")


def run(arguments: argparse.Namespace) -> int:
    """Write the certificate, or say why there is none."""
    from spectral_proofs.certificate import certify, coq
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.output import write
    from spectral_proofs.text.mathematics import mathematics
    from spectral_proofs.text.plain import plain
    from spectral_proofs.worker import Worker

    if not arguments.out.endswith(".v"):
        raise InputError(f"--out {arguments.out!r:.60}: the name of a Coq file ends in .v")
    problem = read(arguments, _problem)
    try:
        with Worker(arguments.memory) as worker:
            found = worker.call("the certificate", arguments.timeout, certify, problem.candidate, problem.spectrum)
        refused = coq.rejection(found.text, arguments.timeout, arguments.memory) if arguments.check else ""
        if refused:
            raise UndecidedError(f"coqc does not accept it: {refused}")
    except UndecidedError as error:
        write(plain(f"no certificate: {error}"))
        return ExitStatus.UNDECIDED
    try:
        Path(arguments.out).write_text(found.text, "utf-8")
    except OSError as error:
        raise InputError(f"--out {arguments.out!r:.60}: {error.strerror}; choose another file") from None
    how = "checked by coqc" if arguments.check else "not yet checked: add --check, or compile it beside build/proofs"
    said = (f"  {name}: {mathematics(says)}" for name, says in found.theorems.items())
    write("\n".join([f"{plain(arguments.out)}: {how}", *said, *(f"  {reason}" for reason in found.left_out)]))
    return ExitStatus.FINE


def _problem(arguments: argparse.Namespace) -> Problem:
    from spectral_proofs import pipeline
    from spectral_proofs.cli.inputs import overridden
    from spectral_proofs.prepare import require_g
    from spectral_proofs.problem.check_file import load_target

    checks = overridden(load_target(arguments.expression), arguments)
    planned = [(check, spectrum) for check in checks for spectrum in check.spectra]
    if len(planned) != 1:
        raise InputError(f"{arguments.expression!r:.60} stands for {len(planned)} runs; name one, with --a and --b")
    check, spectrum = planned[0]
    with check.located():
        problem = pipeline.prepare(check.candidate, spectrum, timeout=arguments.timeout, memory=arguments.memory)
        require_g(problem)
    return problem
