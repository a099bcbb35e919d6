"""``optimum``: the best number of modes for a compute budget."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import (
    add_assume,
    add_format,
    add_limits,
    add_one_target,
    add_set,
    add_spectrum,
    one_target,
    status_help,
)
from spectral_proofs.errors import ExitStatus, InputError

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate
    from spectral_proofs.problem.spectra.expressions import Expressions
    from spectral_proofs.problem.spectra.geometric import Geometric
    from spectral_proofs.problem.spectrum import Spectrum

SUMMARY = "the best N for a compute budget C = N t: exponents, constants, certified minima"
_DERIVING = 300.0  # seconds, parameters being symbols


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="every regime is decided", _3="a regime is undecided")
    add_one_target(command)
    add_assume(command)
    command.add_argument(
        "--a", type=values.exact("a"), metavar="A", help="exponent of λ_k w_k² = k^-a (default: symbolic)"
    )
    command.add_argument("--b", type=values.exact("b"), metavar="B", help="exponent of λ_k = k^-b (default: symbolic)")
    add_set(command)
    add_spectrum(command)
    add_format(command)
    command.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw L(N, C/N) with the optimum: .svg, .pdf or .png"
    )
    add_limits(command, "stop after this time and call what is open undecided", _DERIVING)


def run(arguments: argparse.Namespace) -> int:
    """Print exponents, regime by regime, and what is enclosed where everything is a number."""
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.compute_optimum import optimum, optimum_of_residual, optimum_on
    from spectral_proofs.prepare import ResidualProblem, prepare
    from spectral_proofs.problem.spectrum import Spectrum
    from spectral_proofs.reporters import json
    from spectral_proofs.reporters import optimum as optimum_report
    from spectral_proofs.reporters.plots.picture import require_kind

    if arguments.plot is not None:
        require_kind(arguments.plot)
    arguments.expression = one_target(arguments)
    candidate, spectrum = read(arguments, _asked)
    limits = {"timeout": arguments.timeout, "memory": arguments.memory}
    on_modes = None
    if candidate.residual:
        problem = prepare(candidate, spectrum)
        candidate = problem.candidate  # a g where r is positive by its form
        on_modes = optimum_of_residual(problem, **limits) if isinstance(problem, ResidualProblem) else None
    if on_modes is None and not isinstance(spectrum, Spectrum):
        on_modes = optimum_on(candidate, spectrum, **limits)
    if on_modes is not None:
        if arguments.plot:
            raise InputError("--plot draws models of a g on exact powers of k; leave it out")
        if arguments.format == "json":
            write(json.dump(optimum_report.document_on(on_modes)))
        else:
            show(optimum_report.table_on(on_modes))
        return ExitStatus.UNDECIDED if on_modes.undecided else ExitStatus.FINE
    asked = {"spectrum": spectrum, "assumptions": arguments.assumptions}
    found = optimum(candidate, arguments.a, arguments.b, **asked, **limits)
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


def _asked(arguments: argparse.Namespace) -> tuple[Candidate, Spectrum | Expressions | Geometric]:
    """g, and the modes: whose numbers stand in for a and b, or which are formulas."""
    from spectral_proofs.cli.inputs import one_check
    from spectral_proofs.problem.spectra.expressions import Expressions
    from spectral_proofs.problem.spectra.finite import FirstModes
    from spectral_proofs.problem.spectra.geometric import Geometric
    from spectral_proofs.problem.spectrum import Spectrum

    check = one_check(arguments, ("a", "b"))
    modes = check.chosen(check.spectra[0])
    if isinstance(modes, Spectrum | Expressions | Geometric):
        if not isinstance(modes, Spectrum) and (arguments.assumptions or check.candidate.free_parameters):
            raise InputError(
                "on formulas in k every parameter has a value and nothing is assumed; add --set NAME=VALUE"
            )
        return check.candidate, modes
    if isinstance(modes, FirstModes):
        raise InputError("--modes: optimum chooses the number of modes; leave it out")
    raise InputError("--spectrum: N* as a power of C needs infinitely many modes; fit them by --lambda-k and --power-k")
