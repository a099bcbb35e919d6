"""Elementary functions of transseries, and the evaluation of a SymPy expression on a cell.

1. ``evaluate`` walks the expression once, with a memo, from the leaves lambda and t.
2. A function f of a series A: if A tends to a constant c of the cell, Taylor's series
   at c, or the expansion at a branch point or a pole; if A tends to infinity, the
   function's own expansion there. Both are of the function's entry in the table
   (:mod:`spectral_proofs.balls.functions`), which names their sources.
3. sin and cos of an unbounded argument: its unbounded part is a combination of phases (:mod:`.phases`), the
   rest enters through the addition theorem.
4. Logarithms and quotients of sums of exponentials of which none has a leading term:
   :mod:`spectral_proofs.problem.expression.exponentials`.

Left out: functions with poles on the way to infinity (tan of an unbounded argument),
and any function whose entry has no expansion; they raise UndecidedError, naming it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.derivatives import derivative
from spectral_proofs.asymptotics.domain import ChangesSignError, OscillatesError, Split, TailError
from spectral_proofs.asymptotics.monomial import compare
from spectral_proofs.asymptotics.phases import Phases
from spectral_proofs.asymptotics.series import Imprecise, Series
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.balls.functions import EXP, LOG, Expansion, Function, Iteration, Part, Refused, X, Y
from spectral_proofs.balls.functions.elementary import ABS, COS, SIGN, SIN
from spectral_proofs.balls.walker import Walker
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.exponentials import balanced, divided, exponents_in

_MAX_ITERATIONS = 6
_FEW, _MANY = 5, 8  # terms


class _KinkError(UndecidedError):
    """A kink at points that are not known."""


class Evaluator(Walker[Series]):
    """Evaluates expressions on one cell; ``leaves`` maps the symbols lambda and t to their series."""

    def __init__(self, leaves: dict[sympy.Symbol, Series], scale: S.Scale) -> None:
        super().__init__(leaves)
        self.leaves = leaves
        self.scale = scale
        self._phases = Phases(scale.domain.parameter)
        self._argument: sympy.Expr = X

    def _inner(self, argument: sympy.Expr, leaves: dict[sympy.Symbol, Series]) -> Evaluator:
        """For a rule of the table, whose symbols have these series; with the same phases.

        ``argument`` is what X stands for: phases of arguments that are known in their leading terms only go by it.
        """
        inner = Evaluator(leaves, self.scale)
        inner._phases, inner._argument = self._phases, argument.xreplace({X: self._argument})
        return inner

    def compute(self, expr: sympy.Expr) -> Series:
        """Series of the expression; raises Split, Imprecise or UndecidedError."""
        if not (expr.free_symbols & self.leaves.keys()):
            return self._constant(expr)
        return super().compute(expr)

    def product(self, expr: sympy.Expr) -> Series:
        """A product, its exponentials brought together where factors alone have no series."""

        def product(factors: Sequence[sympy.Expr]) -> Series:
            return reduce(Series.__mul__, map(self, factors))

        try:
            return product(expr.args)
        except (Imprecise, TailError, Split):
            found = self._first(partial(product, factors) for factors in balanced(expr, self.leaves))
            if found is None:
                raise
            return found

    def _log(self, inner: sympy.Expr) -> Series:
        try:
            return series_functions.log(self(inner))
        except (Imprecise, TailError, Split):

            def without(exponent: sympy.Expr) -> Series:
                return self(exponent) + series_functions.log(self(divided(inner, exponent)))

            found = self._first(partial(without, exponent) for exponent in exponents_in(inner, self.leaves))
            if found is None:
                raise
            return found

    def _first(self, ways: Iterable[Callable[[], Series]]) -> Series | None:
        """The series by the first way that gives one; what the others lack says nothing about the expression.

        Raises Split where none does but one would on a part of the cell.
        """
        splits: list[Split] = []
        for way in ways:
            try:
                return way()
            except (Imprecise, UndecidedError):
                continue
            except Split as split:
                splits.append(split)
        if splits:
            raise splits[0]
        return None

    def _constant(self, expr: sympy.Expr) -> Series:
        vanishes = not expr.free_symbols and is_zero(expr, self.scale.domain)
        return S.constant(sympy.S.Zero if vanishes else expr, self.scale)

    def power(self, expr: sympy.Expr) -> Series:
        """A power, with an exponent that may move."""
        if not (expr.exp.free_symbols & self.leaves.keys()):
            return series_functions.power(self(expr.base), expr.exp)
        return self._exponential(expr.exp * sympy.log(expr.base))

    def _exponential(self, exponent: sympy.Expr) -> Series:
        """exp(exponent); one that rises and has terms without end is taken as a whole.

        At first; if that does not do, with more terms, by which it may be known to o(1) at least on parts of the cell.
        """
        series = self(exponent)
        try:
            return series_functions.exp(series)
        except (Imprecise, Split) as error:
            again = self.scale.terms > _MANY and isinstance(error, Imprecise)
            if not (self.scale.terms <= _FEW or again) or exponent.has(Y):
                raise
            if not series_functions.rises_with_error(series):
                raise
        terms = sympy.Add.make_args(sympy.expand_mul(exponent))
        exponentials = (series_functions.exp_of_whole(t.xreplace({X: self._argument}), self(t)) for t in terms)
        return reduce(Series.__mul__, exponentials)

    def apply(self, function: Function, expr: sympy.Expr) -> Series:
        """A function, by its kind."""
        inner = expr.args[-1]
        if function is LOG:
            return self._log(inner)
        if function is EXP:
            return self._exponential(inner)
        if function in (ABS, SIGN):
            side = self._sign_of(self(inner))
            if function is SIGN:
                return S.constant(sympy.Integer(side), self.scale)
            return self(inner) if side >= 0 else -self(inner)
        if function in (SIN, COS):
            return self._wave(function, inner)
        return self._analytic(function, inner)

    def unknown(self, expr: sympy.Expr) -> Series:
        """A step, or nothing."""
        if isinstance(expr, sympy.Heaviside):
            side = self._sign_of(self(expr.args[0]))
            return S.constant(sympy.Rational(side + 1, 2), self.scale)
        raise UndecidedError(f"no expansion is known for {expr.func.__name__}")

    def _sign_of(self, series: Series) -> int:
        """The sign that decides a kink; that it changes says nothing about the sign of the whole."""
        if series.exactly_zero:
            return 0
        try:
            return sign(series.lead()[0], self.scale.domain)
        except (OscillatesError, ChangesSignError) as error:
            raise _KinkError(f"a kink at points that are not known: {error}") from error

    def extreme(self, values: list[Series], largest: bool) -> Series:
        """Max or Min, by the signs of differences; where these change at points that are not known, of coefficients."""
        best = values[0]
        for candidate in values[1:]:
            try:
                if (self._sign_of(candidate - best) > 0) == largest:
                    best = candidate
            except _KinkError:
                best = self._of_coefficients(best, candidate, largest)
        return best

    def _of_coefficients(self, one: Series, other: Series, largest: bool) -> Series:
        """|Max(A, B) - Max(A', B')| <= max(|A - A'|, |B - B'|), A' and B' the terms of the larger order, or 0."""
        leads = [series.lead() for series in (one, other) if not series.exactly_zero]
        top = (
            leads[0][1] if len(leads) == 1 or compare(leads[0][1], leads[1][1], self.scale.domain) >= 0 else leads[1][1]
        )
        coefficients, errors = [], [*one.errors, *other.errors]
        for series in (one, other):
            same = [c for c, m in series.terms if compare(m, top, self.scale.domain) == 0]
            coefficients.append(sympy.Add(*same))
            errors += [m for _, m in series.terms if compare(m, top, self.scale.domain) != 0]
        kink = (sympy.Max if largest else sympy.Min)(*coefficients)
        return S.collect([(kink, top)], errors, self.scale)

    def _analytic(self, function: Function, inner: sympy.Expr) -> Series:
        argument = self(inner)
        if argument.exactly_zero:
            return S.constant(function(sympy.S.Zero), self.scale)
        order = argument.order()
        if order > 0:
            return self._at_infinity(function, inner, argument)
        centre = argument.lead()[0] if order == 0 else sympy.S.Zero
        return self._at_point(function, inner, argument, centre)

    def _at_point(self, function: Function, inner: sympy.Expr, argument: Series, centre: sympy.Expr) -> Series:
        small = argument - S.constant(centre, self.scale)
        for point in function.points:
            distance = point.vanishing.subs(X, centre)
            if centre.free_symbols and point.regular:
                continue
            if centre.free_symbols:
                series_functions.sign_without_zeros(distance, self.scale.domain)
            elif is_zero(distance, self.scale.domain):
                return self._expanded(point.expansion, inner - centre, small)
        if centre.free_symbols and function.breaks is not None:
            series_functions.sign_without_zeros(function.breaks.subs(X, centre), self.scale.domain)
        if isinstance(function.derivative, Refused):
            raise UndecidedError(f"{function.name}: {function.derivative.reason}")
        derivatives = [function(X)]
        for _ in range(self.scale.terms + 1):
            derivatives.append(derivative(derivatives[-1], X))

        def coefficient(k: int) -> sympy.Expr:
            value = derivatives[k].subs(X, centre) / sympy.factorial(k)
            if value.has(sympy.zoo, sympy.nan, sympy.oo):
                raise UndecidedError(f"{function.name} is singular at {centre}")
            return value

        return series_functions.taylor(small, coefficient)

    def _wave(self, function: Function, inner: sympy.Expr) -> Series:
        argument = self(inner)
        if argument.exactly_zero:
            return S.constant(function(sympy.S.Zero), self.scale)
        try:
            large, middle, small = series_functions.split_by_size(argument)
        except Imprecise:
            if self.scale.terms > _MANY:
                # the argument is not known to o(1): it is a phase of its own
                own = self._phases.unrelated(inner.xreplace({X: self._argument}), argument.terms)
                return S.constant(function(own), self.scale)
            raise
        base = middle + self._phases(large)
        return series_functions.taylor(
            small, lambda k: function(X).diff((X, k)).subs(X, base) / sympy.factorial(k) if k else function(base)
        )

    def _at_infinity(self, function: Function, inner: sympy.Expr, argument: Series) -> Series:
        rule = function.infinity
        if isinstance(rule, Refused):
            raise UndecidedError(f"{function.name}: {rule.reason}")
        s = sign(argument.lead()[0], self.scale.domain)
        if s > 0:
            if isinstance(rule, Iteration):
                return self._iterated(rule, inner, argument)
            return self._expanded(rule, inner, argument)
        if s < 0 and function.odd and isinstance(rule, Expansion):
            return -self._expanded(rule, -inner, -argument)
        if s == 0:
            raise UndecidedError(f"no expansion of {function.name} at minus infinity")
        reflected: Expansion = self.rule(function, function.minus_infinity)
        return self._expanded(reflected, -inner, -argument)

    def _expanded(self, expansion: Expansion, argument: sympy.Expr, series: Series) -> Series:
        """The sum of its parts, X being ``argument``, whose series is known."""
        inner = self._inner(argument, {X: series})

        def value(part: Part) -> Series:
            factor = inner(part.factor)
            return (
                factor
                if part.coefficient is None
                else factor * series_functions.taylor(inner(part.variable), part.coefficient)
            )

        return reduce(Series.__add__, map(value, expansion.parts))

    def _iterated(self, rule: Iteration, argument: sympy.Expr, series: Series) -> Series:
        value = self._inner(argument, {X: series})(rule.start)
        for _ in range(min(self.scale.terms, _MAX_ITERATIONS)):
            previous, value = value, self._inner(argument, {X: series, Y: value})(rule.step)
        change = value - previous
        if change.exactly_zero:
            return value
        bounds = [m for _, m in change.terms] + list(change.errors)
        return S.collect(value.terms, [*value.errors, *bounds], self.scale)
