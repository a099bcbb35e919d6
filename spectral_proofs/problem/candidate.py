"""What is checked: an evolution function g(lambda, t), resolved on a spectrum.

1. ``Candidate`` parses g and its parameters' values at once (``InputError`` on bad text).
2. ``Candidate.expression`` leaves parameters, a and b as positive symbols.
3. ``Candidate.resolve(spectrum)`` evaluates parameters in dependency order and
   rebuilds g from its tree, so that every size check sees the actual numbers; sines and cosines that
   cancel are taken away (:mod:`spectral_proofs.problem.expression.trigonometry`).
4. ``validate`` samples the resolved g with certified balls.
5. In place of g a candidate may have a residual r = 1 - f/w, of which ``resolve_residual`` makes the expression; where
   modes oscillate there is no g = -log r.

Left out: whether g is positive and increasing everywhere; the derivation decides that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.parser import free_environment, read_parameter, symbol
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.expression.syntax import names, read
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.trigonometry import reduced_within
from spectral_proofs.problem.expression.validation import validate
from spectral_proofs.problem.expression.vocabulary import RESERVED
from spectral_proofs.problem.parameters import order_of, parameter_tree, texts_of, value_of
from spectral_proofs.problem.spectra.protocol import ModeSpectrum

__all__ = ["LAMBDA", "TIME", "Candidate", "Residual", "validate"]

#: How a candidate is written that has a residual in place of g: "=" is in no expression.
RESIDUAL = "residual = "
TAKING = "check, evaluate, compare, plot, optimum and sweep take a residual"


@dataclass(frozen=True)
class Residual:
    """r(lambda, t) in LAMBDA and TIME, in the place of g where sums over the modes are asked for."""

    expression: sympy.Expr


@dataclass(frozen=True)
class Candidate:
    """An evolution function as text, with its parameters' values as exact texts.

    ``formula`` is for what no text can say: a SymPy expression in LAMBDA, TIME and
    positive symbols named as the parameters; ``g`` is then only shown. ``residual`` takes the place of g, which then
    only says so. Training begins at the time ``start``: g means nothing before.

    >>> from spectral_proofs import Spectrum
    >>> Candidate("lambda*t**p", parameters={"p": "4/3"}).resolve(Spectrum())
    lam*t**(4/3)

    Raises:
        InputError: g or a value cannot be read, a parameter's name is reserved, or both g and a residual are given.
    """

    g: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    title: str = ""
    reference: str = ""
    formula: sympy.Expr | None = None
    residual: str = ""
    start: sympy.Rational = sympy.S.Zero

    def __post_init__(self) -> None:
        for label in ("g", "name", "title", "reference", "residual"):
            if not isinstance(getattr(self, label), str):
                kind = type(getattr(self, label)).__name__
                raise InputError(f"{label} is a {kind}; write a text such as 'lambda*t'")
        if self.residual:
            if self.formula is not None or self.g not in ("", RESIDUAL + self.residual):
                raise InputError("g and a residual are given; leave out one of them (a residual r > 0 is g = -log(r))")
            object.__setattr__(self, "g", RESIDUAL + self.residual)
        object.__setattr__(self, "parameters", MappingProxyType(texts_of(self.parameters)))
        for name, text in self.parameters.items():
            parameter_tree(name, text)
        if self.formula is not None:
            _check_formula(self.formula)
        _ = self.expression

    def __reduce__(self) -> tuple[Any, ...]:
        # A mapping proxy cannot be pickled; what was read once need not be read again.
        labels = (self.g, dict(self.parameters), self.name, self.title, self.reference)
        return _restored, (*labels, self.formula, self.residual, self.start)

    def __hash__(self) -> int:
        return hash((self.g, tuple(sorted(self.parameters.items())), self.name))

    @classmethod
    def of(cls, value: object) -> Candidate:
        """A candidate as it is, or that of the text of a g; raises InputError where ``value`` is neither."""
        return value if isinstance(value, Candidate) else cls(value)  # type: ignore[arg-type]

    @property
    def expression(self) -> sympy.Expr:
        """g, or the residual, in LAMBDA and TIME with parameters, a and b as positive symbols by name."""
        if self.formula is not None:
            return self.formula
        node = read(self.residual or self.g)
        return builder.build(node, free_environment(node)).expression

    @property
    def free_parameters(self) -> frozenset[str]:
        """Names in g or in the values it needs that have no value (a and b come from the spectrum)."""
        needed = set[str]()
        waiting = self._own_names()
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting |= names(read(self.parameters[name])) - RESERVED if name in self.parameters else set()
        return frozenset(needed - set(self.parameters) - {"a", "b"})

    @property
    def portable(self) -> bool:
        """g is a text, which another process can read; what a Python file holds may not pickle."""
        return self.formula is None

    def resolve(self, spectrum: ModeSpectrum) -> sympy.Expr:
        """g in LAMBDA and TIME alone, every number exact.

        Raises:
            InputError: parameters without a value or in a cycle, division by zero,
                complex or infinite constants, numbers that grow out of bounds, or a residual in place of g.
        """
        self._require_g()
        environment = self._environment(spectrum)
        if self.formula is not None:
            return self.formula.subs({symbol(name): built.expression for name, built in environment.items()})
        return reduced_within(builder.build(read(self.g), environment | builder.variables()).expression)

    def resolve_residual(self, spectrum: ModeSpectrum) -> sympy.Expr:
        """r in LAMBDA and TIME alone; raises InputError as :meth:`resolve`."""
        environment = self._environment(spectrum) | builder.variables()
        return reduced_within(builder.build(read(self.residual), environment).expression)

    def _require_g(self) -> None:
        if self.residual:
            if free := sorted(self.free_parameters):
                settings = " ".join(f"--set {name}=VALUE" for name in free[:4])
                raise InputError(f"no value for {', '.join(free[:4])}, and theorems need a g; add {settings}")
            raise InputError(f"{shorten(self.g)}: there is no g here; {TAKING}; elsewhere write -log(r), if r > 0")

    def parameter_values(self, spectrum: ModeSpectrum) -> dict[str, sympy.Expr]:
        """The exact value of every parameter, and of a and b.

        >>> from spectral_proofs import Spectrum
        >>> Candidate("lambda*t**p", {"p": "(a-1)/b"}).parameter_values(Spectrum())
        {'a': 3/2, 'b': 2, 'p': 1/4}
        """
        environment = self._environment(spectrum)
        return {name: environment[name].expression for name in (*spectrum.exponents, *self.parameters)}

    def general(self, a: sympy.Rational | None = None, b: sympy.Rational | None = None) -> sympy.Expr:
        """g in LAMBDA, TIME and positive symbols for what has no value; a and b are symbols where None.

        >>> Candidate("lambda*t**p", {"p": "1 + q"}).general()
        lam*t**(q + 1)
        """
        self._require_g()
        return self.written(a, b)

    def written(self, a: sympy.Rational | None = None, b: sympy.Rational | None = None) -> sympy.Expr:
        """The same, or the residual in place of g."""
        environment = self.environment(a, b)
        if self.formula is not None:
            return self.formula.subs({symbol(name): built.expression for name, built in environment.items()})
        return builder.build(read(self.residual or self.g), environment | builder.variables()).expression

    def environment(self, a: sympy.Rational | None = None, b: sympy.Rational | None = None) -> dict[str, Built]:
        """Constants, a, b and all parameters by name; what has no value is a positive symbol."""
        environment = builder.constants()
        for name, value in (("a", a), ("b", b)):
            environment[name] = builder.variable(symbol(name)) if value is None else builder.rational(value)
        for name in self.free_parameters:
            environment[name] = builder.variable(symbol(name))
        trees = {name: parameter_tree(name, text) for name, text in self.parameters.items()}
        for free in {name for tree in trees.values() for name in names(tree)} - RESERVED - environment.keys():
            if free not in trees:
                environment[free] = builder.variable(symbol(free))
        for name in order_of(trees):
            environment[name] = value_of(name, trees[name], environment)
        return environment

    def _own_names(self) -> set[str]:
        if self.formula is not None:
            return {str(s) for s in self.formula.free_symbols - {LAMBDA, TIME}}
        return set(names(read(self.residual or self.g)) - RESERVED)

    def _require_exponents(self, spectrum: ModeSpectrum) -> None:
        """Modes that are no powers have no a and b, so that no parameter may use them."""
        texts = [*self.parameters.values(), *([] if self.formula is not None else [self.residual or self.g])]
        used = {name for text in texts for name in names(read(text))} & {"a", "b"}
        for name in sorted(used - spectrum.exponents.keys()):
            raise InputError(f"g uses {name}, which this spectrum does not have; write a number in its place")

    def _environment(self, spectrum: ModeSpectrum) -> dict[str, Built]:
        missing = sorted(self.free_parameters)
        if missing:
            settings = " ".join(f"--set {name}=VALUE" for name in missing[:4])
            raise InputError(f"no value for {', '.join(missing[:4])}; add {settings} or a [parameters] entry")
        trees = {name: parameter_tree(name, text) for name, text in self.parameters.items()}
        environment = builder.constants()
        environment |= {name: builder.rational(value) for name, value in spectrum.exponents.items()}
        self._require_exponents(spectrum)
        for name in order_of(trees):
            environment[name] = value_of(name, trees[name], environment)
        return environment


def _restored(
    g: str,
    parameters: dict[str, str],
    name: str,
    title: str,
    reference: str,
    formula: sympy.Expr | None,
    residual: str,
    start: sympy.Rational,
) -> Candidate:
    candidate = object.__new__(Candidate)
    values = {"g": g, "parameters": MappingProxyType(parameters), "name": name, "title": title, "reference": reference}
    for key, value in (values | {"formula": formula, "residual": residual, "start": start}).items():
        object.__setattr__(candidate, key, value)
    return candidate


def evaluate_parameter(text: str, candidate: Candidate, spectrum: ModeSpectrum) -> sympy.Expr:
    """A further VALUE in the candidate's parameters, a and b, as an exact number.

    >>> from spectral_proofs import Spectrum
    >>> evaluate_parameter("p*(a-1)/b", Candidate("lambda*t**p", {"p": "4/3"}), Spectrum())
    1/3
    """
    return builder.build(read_parameter(text), candidate._environment(spectrum)).expression


def _check_formula(formula: object) -> None:
    if not isinstance(formula, sympy.Expr):
        raise InputError(f"formula is a {type(formula).__name__}; give a SymPy expression in LAMBDA and TIME")
    for free in formula.free_symbols - {LAMBDA, TIME}:
        if free != symbol(str(free)):
            remedy = "use LAMBDA, TIME or a positive symbol named as a parameter"
            raise InputError(f"formula uses the symbol {free}; {remedy}")
