"""``optimum``: the best number of modes for a compute budget."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_assume, add_format, add_limits, add_set, status_help
from spectral_proofs.errors import ExitStatus

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate

SUMMARY = "the best N for a compute budget C = N t: exponents, constants, certified minima"
_DERIVING = 300.0  # seconds, parameters being symbols


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="every regime is decided", _3="a regime is undecided")
    command.add_argument(
        "expression", type=values.word, metavar="EXPRESSION", help="g in lambda and t, a catalogue name or a check file"
    )
    add_assume(command)
    command.add_argument("--a", type=values.number, metavar="A", help="exponent of λ_k w_k² = k^-a (default: symbolic)")
    command.add_argument("--b", type=values.number, metavar="B", help="exponent of λ_k = k^-b (default: symbolic)")
    add_set(command)
    add_format(command)
    command.add_argument(
        "--plot", type=values.word, metavar="FILE", help="draw L(N, C/N) with the optimum: .svg, .pdf or .png"
    )
    add_limits(command, "stop after this time and call what is open undecided", _DERIVING)


def run(arguments: argparse.Namespace) -> int:
    """Print exponents, regime by regime, and what is enclosed where everything is a number."""
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.compute_optimum import optimum
    from spectral_proofs.reporters import json
    from spectral_proofs.reporters import optimum as optimum_report

    candidate = read(arguments, _candidate)
    limits = {"timeout": arguments.timeout, "memory": arguments.memory}
    found = optimum(candidate, arguments.a, arguments.b, assumptions=arguments.assumptions, **limits)
    if arguments.plot:
        from spectral_proofs.reporters.plots.optimum import save

        save(found, arguments.plot)
    if arguments.format == "json":
        write(json.dump(optimum_report.document(found)))
    else:
        show(optimum_report.table(found))
        if arguments.plot:
            write(f"wrote {arguments.plot}")
    return ExitStatus.UNDECIDED if found.undecided else ExitStatus.FINE


def _candidate(arguments: argparse.Namespace) -> Candidate:
    from spectral_proofs.cli.inputs import one_check

    return one_check(arguments, ("a", "b")).candidate
