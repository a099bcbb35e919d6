"""``derive``: the general theorem of one candidate."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from spectral_proofs.cli.arguments import (
    add_assume,
    add_explain,
    add_exponents,
    add_format,
    add_limits,
    add_one_target,
    add_set,
    one_target,
    status_help,
)
from spectral_proofs.errors import ExitStatus, InputError, InternalError

if TYPE_CHECKING:
    from spectral_proofs.instance_check import Question

SUMMARY = "the general theorem, parameters left symbolic unless set"
_DERIVING = 300.0  # seconds, parameters being symbols


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="every regime is decided", _3="a regime is undecided")
    add_one_target(command)
    add_assume(command)
    add_exponents(command, "symbolic", "symbolic")
    add_set(command)
    add_explain(command)
    add_format(command, "latex")
    add_limits(command, "stop the derivation after this time and call the theorem undecided", _DERIVING)


def run(arguments: argparse.Namespace) -> int:
    """Print the general theorem of one candidate, regime by regime."""
    from spectral_proofs import instance_check, verifier
    from spectral_proofs.cli.inputs import read
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.reporters import json
    from spectral_proofs.reporters import theorem as theorem_report
    from spectral_proofs.worker import Worker

    arguments.expression = one_target(arguments)
    if arguments.residual is not None:
        remedy = "check --residual EXPR --a A --b B, or sweep --residual EXPR --over a=FROM..TO:COUNT --b B"
        raise InputError(f"--residual: the laws of a residual are derived where a and b are numbers: {remedy}")
    question = read(arguments, _question)
    found = instance_check.bounded_theorem(
        question, arguments.timeout, explained=arguments.explain, memory=arguments.memory
    )
    explicit = instance_check.explicit_theorems(question, found, arguments.timeout, arguments.memory)
    traces = [regime.trace for regime in found.regimes if regime.trace is not None]
    with Worker(arguments.memory) as worker:
        outcomes = [worker.call("checking the trace", arguments.timeout, verifier.verify, trace) for trace in traces]
    if arguments.format == "json":
        write(json.dump(theorem_report.document(found, outcomes, explicit)))
    elif arguments.format == "latex":
        write(theorem_report.latex(found, explicit))
    else:
        show([*theorem_report.explanation(found, outcomes), *theorem_report.table(found, explicit)])
    wrong = [f"step {item.number}: {item.note}" for checked in outcomes for item in verifier.failures(checked)]
    if wrong:
        raise InternalError(f"the derivation does not stand: {'; '.join(wrong)}")
    return ExitStatus.UNDECIDED if found.undecided else ExitStatus.FINE


def _question(arguments: argparse.Namespace) -> Question:
    from spectral_proofs import instance_check
    from spectral_proofs.cli.inputs import FREE, one_check
    from spectral_proofs.derivation.parameters.findings import ONE
    from spectral_proofs.problem.spectrum import exact_number

    a, b = (None if value == FREE else value for value in (arguments.a, arguments.b))
    if arguments.source is not None and b is not None:
        a, arguments.source = str(1 + 2 * exact_number(b, "b") * exact_number(arguments.source, "source")), None
    check = one_check(arguments, ("a", "b"))
    check.require_powers("general theorems are")
    question = instance_check.Question(check.candidate, a, b, ONE, tuple(arguments.assumptions))
    instance_check.refuse(question)
    return question
