"""JUnit XML, the format in which continuous integration systems read test results.

1. One ``testsuite`` for each run (a candidate on a spectrum), one ``testcase`` for each claim and
   each line of [expect].
2. Passed, or failed as the check file expects: a plain testcase. Failed unexpectedly: ``failure``.
   Undecided: ``skipped`` with the missing fact. Internal error: ``error``.
3. The time of a run belongs to all its claims together; the first testcase carries it, so that the
   times of a suite add up.
4. Only ASCII is written, with character references, and every character that XML forbids is
   replaced: the output is well-formed whatever the candidate is called and however it is encoded.

Source: the dialect that the Jenkins, GitLab and GitHub readers share (``testsuites`` with ``properties`` in
each ``testsuite``).  Left out: ``system-out`` and host names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from spectral_proofs.reporters.junit_cases import RUN, Case, Status, cases, label
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.results.laws import absent
from spectral_proofs.text.plain import plain

_CLASS = "spectral_proofs"
_TAGS = {Status.FAILED: "failure", Status.UNDECIDED: "skipped", Status.ERROR: "error"}
_COUNTED = {"failures": Status.FAILED, "errors": Status.ERROR, "skipped": Status.UNDECIDED}


def document(results: Sequence[RunResult], origin: Provenance, missing: int = 0) -> str:
    """The text that ``check --format junit`` prints.

    Args:
        results: the runs that were completed.
        origin: date, precision and versions, written to every suite.
        missing: planned runs that an interruption left out; they are one suite with an error.
    """
    root = ElementTree.Element("testsuites", name="spectral-proofs check")
    suites = [_suite(result, origin) for result in results]
    if missing:
        suites.append(_interrupted(missing))
    for suite in suites:
        suite.set("timestamp", origin.date)
        root.append(suite)
    _total(root, suites)
    ElementTree.indent(root)
    return str(ElementTree.tostring(root, encoding="us-ascii", xml_declaration=True), "ascii")


def _suite(result: RunResult, origin: Provenance) -> ElementTree.Element:
    name = f"{result.name} {label(result.spectrum.items())}"
    suite = _counted(name, cases(result), result.seconds)
    suite.insert(0, _properties(_facts(result, origin)))
    return suite


def _counted(name: str, found: Sequence[Case], seconds: float) -> ElementTree.Element:
    counts = {key: str(sum(case.status is status for case in found)) for key, status in _COUNTED.items()}
    suite = _element("testsuite", name=name, tests=str(len(found)), time=f"{seconds:.3f}", **counts)
    for index, case in enumerate(found):
        suite.append(_case(case, name, 0.0 if index else seconds))
    return suite


def _case(case: Case, suite: str, seconds: float) -> ElementTree.Element:
    # readers take dots of a class name for packages, so those of numbers and formulas go
    classname = f"{_CLASS}.{suite.replace('.', '_')}"
    element = _element("testcase", classname=classname, name=case.name, time=f"{seconds:.3f}")
    if case.status is Status.PASSED:
        return element
    kind = {} if case.status is Status.UNDECIDED else {"type": case.status.value}
    child = _element(_TAGS[case.status], message=case.message, **kind)
    child.text = plain_lines((case.title, case.message, *case.lines))
    element.append(child)
    return element


def _facts(result: RunResult, origin: Provenance) -> Iterator[tuple[str, str]]:
    yield from (("title", result.title), ("g", result.g))
    yield from ((f"parameter.{name}", value) for name, value in result.parameters.items())
    yield from ((f"spectrum.{name}", value) for name, value in result.spectrum.items())
    for name, value in exponents(result.derivation).items():
        yield f"exponent.{name}", absent(name, result.derivation) if value is None else str(value)
    yield from ((f"verdict.{claim.id}", claim.verdict.value) for claim in result.claims)
    yield from (("note", note) for note in result.notes)
    yield "digits", str(origin.digits)
    yield from ((f"version.{name}", value) for name, value in origin.versions)


def _properties(facts: Iterator[tuple[str, str]]) -> ElementTree.Element:
    properties = ElementTree.Element("properties")
    for name, value in facts:
        properties.append(_element("property", name=name, value=value))
    return properties


def _interrupted(missing: int) -> ElementTree.Element:
    runs = f"{missing} run{'s' if missing > 1 else ''}"
    case = Case(RUN, "the command", Status.ERROR, f"interrupted before {runs} were completed")
    return _counted("interrupted", [case], 0.0)


def _total(root: ElementTree.Element, suites: Sequence[ElementTree.Element]) -> None:
    for key in ("tests", *_COUNTED):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    root.set("time", f"{sum(float(suite.get('time', '0')) for suite in suites):.3f}")


def _element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {name: plain(value) for name, value in attributes.items()})


def plain_lines(lines: Sequence[str]) -> str:
    r"""``lines``, each printable, one below the other.

    >>> plain_lines(["a\x00b", "c"])
    'a�b\nc'
    """
    return "\n".join(map(plain, lines))
