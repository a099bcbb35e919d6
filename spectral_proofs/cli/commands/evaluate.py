"""``evaluate``: certified values of one candidate."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, add_model, add_one_target, add_spectrum, one_target, status_help
from spectral_proofs.errors import ExitStatus, InputError
from spectral_proofs.text.files import whole_file

if TYPE_CHECKING:
    import sympy

    from spectral_proofs.pipeline import Problem

SUMMARY = "certified values of L(t), S(t) and, with noise, of ΔL(t)"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="every value was found", _3="a value is unknown")
    add_one_target(command)
    add_model(command)
    add_spectrum(command)
    add_format(command)
    command.add_argument(
        "--t",
        nargs="+",
        required=True,
        type=values.times,
        metavar="T",
        action="extend",
        help="times, exact: 100 3/2 1e30; 1,2,3; decades 1e0..1e8; 1e0..1e8:50",
    )
    command.add_argument(
        "--sigma", type=values.exact("sigma"), metavar="σ", help="standard deviation of the noise on the outputs"
    )
    command.add_argument(
        "--tau", type=values.exact("tau"), metavar="τ", help="standard deviation of the noise on the features, as √λ_k"
    )

    command.add_argument("--csv", type=Path, metavar="FILE", help="also write one row for each time")
    command.add_argument(
        "--efficiency", action="store_true", help="also S_R/S, S_R the least S of any g with the same loss L(t)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print certified values of one candidate at the given times."""
    from spectral_proofs import pipeline
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.measurements.noise import perturbed_loss
    from spectral_proofs.problem.spectrum import Spectrum
    from spectral_proofs.reporters import frames, json, table

    arguments.expression = one_target(arguments)
    problem, sigma, tau = read(arguments, _values_asked)
    noisy = arguments.sigma is not None or arguments.tau is not None
    points = pipeline.values(problem, [t for group in arguments.t for t in group])
    spectrum = problem.spectrum
    if noisy and not isinstance(spectrum, Spectrum):
        raise InputError("--sigma and --tau take the noise profile of a power-law spectrum; leave them out")
    excess = [
        perturbed_loss(p.energy, spectrum, sigma, tau, digits=arguments.digits)
        for p in points
        if noisy and isinstance(spectrum, Spectrum)
    ]
    etas = dict(pipeline.efficiency(problem, points).at) if arguments.efficiency else {}
    if arguments.csv is not None:
        with whole_file(arguments.csv) as stream:
            csv.writer(stream).writerows(frames.columns(points, excess, etas))
    about = (problem.candidate.g, problem.spectrum.texts())
    noise = {"sigma": str(sigma), "tau": str(tau)} if noisy else {}
    if arguments.format == "json":
        write(json.dump(json.values_document(*about, points, excess, noise, problem.notes, etas)))
    else:
        show(table.values_report(*about, points, excess, noise, problem.notes, etas))
    missing = any(value.unknown for point in points for value in (point.loss, point.energy))
    return ExitStatus.UNDECIDED if missing else ExitStatus.FINE


def _values_asked(arguments: argparse.Namespace) -> tuple[Problem, sympy.Rational, sympy.Rational]:
    """The problem and the levels of noise; the times are looked at too."""
    from spectral_proofs import pipeline
    from spectral_proofs.balls.decimals import parse_time
    from spectral_proofs.cli.inputs import overridden
    from spectral_proofs.problem.check_file import load_target
    from spectral_proofs.problem.spectrum import exact_number

    checks = overridden(load_target(arguments.expression), arguments)
    if len(checks) != 1 or len(checks[0].spectra) != 1:
        raise InputError(f"{arguments.expression} stands for several runs; name one candidate and set --a and --b")
    for t in (t for group in arguments.t for t in group):
        if exact_number(t, "t") <= 0:
            raise InputError(f"t = {t[:40]} must be greater than 0; choose a larger t")
        parse_time(t)
    levels = (("sigma", arguments.sigma), ("tau", arguments.tau))
    sigma, tau = (exact_number(level or "0", name) for name, level in levels)
    with checks[0].located():
        problem = pipeline.prepare(
            checks[0].candidate,
            checks[0].chosen(checks[0].spectra[0]),
            digits=arguments.digits,
            timeout=arguments.timeout,
            memory=arguments.memory,
        )
    return problem, sigma, tau
