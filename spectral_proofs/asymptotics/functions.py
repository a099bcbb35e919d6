"""Elementary functions of transseries, and the evaluation of a SymPy expression on a cell.

1. ``evaluate`` walks the expression once, with a memo, from the leaves lambda and t.
2. A function f of a series A: if A tends to a constant c of the cell, Taylor's series
   at c, or its expansion at a branch point (:mod:`.branch_points`); if A tends to
   infinity, the function's own expansion there (sinh, cosh, tanh through exp; asinh
   through log; atan, erf, LambertW by their classical series, DLMF 4.24, 7.12, 4.13).
3. sin and cos of an unbounded argument: its unbounded part is a combination of phases (:mod:`.phases`), the
   rest enters through the addition theorem.
4. Logarithms and quotients of sums of exponentials of which none has a leading term:
   :mod:`spectral_proofs.problem.expression.exponentials`.

Left out: functions with poles on the way to infinity (tan of an unbounded argument),
and any function not listed in ``_AT_INFINITY``; they raise UndecidedError, naming it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics.branch_points import at_branch_point
from spectral_proofs.asymptotics.domain import ChangesSignError, OscillatesError, Split
from spectral_proofs.asymptotics.phases import Phases
from spectral_proofs.asymptotics.series import Imprecise, Series
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.exponentials import balanced, divided, exponents_in

_X = sympy.Dummy("x")
_MAX_LAMBERT_STEPS = 6


class Evaluator:
    """Evaluates expressions on one cell; ``leaves`` maps the symbols lambda and t to their series."""

    def __init__(self, leaves: dict[sympy.Symbol, Series], scale: S.Scale) -> None:
        self.leaves = leaves
        self.scale = scale
        self._memo: dict[sympy.Expr, Series] = dict(leaves)
        self._phases = Phases(scale.domain.parameter)

    def __call__(self, expr: sympy.Expr) -> Series:
        """Series of the expression; raises Split, Imprecise or UndecidedError."""
        found = self._memo.get(expr)
        if found is None:
            found = self._memo[expr] = self._compute(expr)
        return found

    def _compute(self, expr: sympy.Expr) -> Series:
        if not (expr.free_symbols & self.leaves.keys()):
            return self._constant(expr)
        if expr.is_Add:
            total = self(expr.args[0])
            for arg in expr.args[1:]:
                total = total + self(arg)
            return total
        if expr.is_Mul:
            return self._product(expr)
        if expr.is_Pow:
            return self._power(expr)
        return self._function(expr)

    def _product(self, expr: sympy.Expr) -> Series:
        def product(factors: Sequence[sympy.Expr]) -> Series:
            return reduce(Series.__mul__, map(self, factors))

        try:
            return product(expr.args)
        except (Imprecise, Split):
            found = self._first(partial(product, factors) for factors in balanced(expr, self.leaves))
            if found is None:
                raise
            return found

    def _log(self, inner: sympy.Expr) -> Series:
        try:
            return S.log(self(inner))
        except (Imprecise, Split):

            def without(exponent: sympy.Expr) -> Series:
                return self(exponent) + S.log(self(divided(inner, exponent)))

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

    def _power(self, expr: sympy.Expr) -> Series:
        base, exponent = expr.as_base_exp()
        if base is sympy.E:
            return S.exp(self(exponent))
        if not (exponent.free_symbols & self.leaves.keys()):
            return S.power(self(base), exponent)
        return S.exp(self(exponent) * S.log(self(base)))

    def _function(self, expr: sympy.Expr) -> Series:
        if isinstance(expr, sympy.log):
            return self._log(expr.args[0])
        if isinstance(expr, sympy.exp):
            return S.exp(self(expr.args[0]))
        if isinstance(expr, (sympy.Max, sympy.Min)):
            return self._extremum(expr)
        if isinstance(expr, (sympy.Abs, sympy.sign, sympy.Heaviside)):
            return self._by_sign(expr)
        if len(expr.args) != 1:
            raise UndecidedError(f"no expansion is known for {expr.func.__name__}")
        if isinstance(expr, (sympy.sin, sympy.cos)):
            return self._wave(expr.func, expr.args[0])
        return self._analytic(expr.func, self(expr.args[0]))

    def _sign_of(self, series: Series) -> int:
        """The sign that decides a kink; that it changes says nothing about the sign of the whole."""
        if series.exactly_zero:
            return 0
        try:
            return sign(series.lead()[0], self.scale.domain)
        except (OscillatesError, ChangesSignError) as error:
            raise UndecidedError(f"a kink at points that are not known: {error}") from error

    def _extremum(self, expr: sympy.Expr) -> Series:
        best = self(expr.args[0])
        for arg in expr.args[1:]:
            candidate = self(arg)
            larger = self._sign_of(candidate - best) > 0
            if larger == isinstance(expr, sympy.Max):
                best = candidate
        return best

    def _by_sign(self, expr: sympy.Expr) -> Series:
        inner = self(expr.args[0])
        s = self._sign_of(inner)
        if isinstance(expr, sympy.Abs):
            return inner if s >= 0 else -inner
        value = sympy.Integer(s) if isinstance(expr, sympy.sign) else sympy.Rational(s + 1, 2)
        return S.constant(value, self.scale)

    def _analytic(self, func: type[sympy.Function], argument: Series) -> Series:
        if argument.exactly_zero:
            return S.constant(func(0), self.scale)
        order = argument.order()
        if order > 0:
            return self._at_infinity(func, argument)
        centre = argument.lead()[0] if order == 0 else sympy.S.Zero
        return self._at_point(func, argument, centre)

    def _at_point(self, func: type[sympy.Function], argument: Series, centre: sympy.Expr) -> Series:
        singular = at_branch_point(func, argument, centre)
        if singular is not None:
            return singular
        small = argument - S.constant(centre, self.scale)
        if func is sympy.LambertW and centre == 0:
            return S.taylor(small, lambda k: (-sympy.Integer(k)) ** (k - 1) / sympy.factorial(k) if k else sympy.S.Zero)
        derivatives = [func(_X)]
        for _ in range(self.scale.terms + 1):
            derivatives.append(sympy.diff(derivatives[-1], _X))

        def coefficient(k: int) -> sympy.Expr:
            value = derivatives[k].subs(_X, centre) / sympy.factorial(k)
            if value.has(sympy.zoo, sympy.nan, sympy.oo):
                raise UndecidedError(f"{func.__name__} is singular at {centre}")
            return value

        return S.taylor(small, coefficient)

    def _wave(self, func: type[sympy.Function], inner: sympy.Expr) -> Series:
        argument = self(inner)
        if argument.exactly_zero:
            return S.constant(func(0), self.scale)
        try:
            large, middle, small = S.split_by_size(argument)
        except Imprecise:
            if self.scale.terms > 8:
                # the argument is not known to o(1): it is a phase of its own
                return S.constant(func(self._phases.unrelated(inner, argument.terms)), self.scale)
            raise
        base = middle + self._phases(large)
        return S.taylor(
            small, lambda k: func(_X).diff((_X, k)).subs(_X, base) / sympy.factorial(k) if k else func(base)
        )

    def _at_infinity(self, func: type[sympy.Function], argument: Series) -> Series:
        expansion = _AT_INFINITY.get(func)
        if expansion is None:
            raise UndecidedError(f"no expansion of {func.__name__} at infinity")
        s = sign(argument.lead()[0], self.scale.domain)
        if s < 0 and func in _ODD:
            return -expansion(-argument)
        if s < 0 and func in _REFLECTED:
            return _REFLECTED[func](-argument)
        if s <= 0:
            raise UndecidedError(f"no expansion of {func.__name__} at minus infinity")
        return expansion(argument)


def _sinh(x: Series) -> Series:
    return (S.exp(x) - S.exp(-x)).scaled(sympy.S.Half)


def _cosh(x: Series) -> Series:
    return (S.exp(x) + S.exp(-x)).scaled(sympy.S.Half)


def _tanh(x: Series) -> Series:
    decay = S.exp(x.scaled(sympy.Integer(-2)))
    one = S.constant(sympy.S.One, x.scale)
    return (one - decay) * S.power(one + decay, sympy.S.NegativeOne)


def _asinh(x: Series) -> Series:
    one = S.constant(sympy.S.One, x.scale)
    return S.log(x + S.power(x * x + one, sympy.S.Half))


def _acosh(x: Series) -> Series:
    one = S.constant(sympy.S.One, x.scale)
    return S.log(x + S.power(x * x - one, sympy.S.Half))


def _atan(x: Series) -> Series:
    inverse = S.power(x, sympy.S.NegativeOne)

    def coefficient(k: int) -> sympy.Expr:
        return sympy.S.Zero if k % 2 == 0 else sympy.Rational((-1) ** (k // 2), k)

    return S.constant(sympy.pi / 2, x.scale) - S.taylor(inverse, coefficient)


def _erfc(x: Series) -> Series:
    square = S.power(x * x, sympy.S.NegativeOne)

    def coefficient(k: int) -> sympy.Expr:
        return (-1) ** k * sympy.factorial2(2 * k - 1) / sympy.Integer(2) ** k

    head = S.exp(-(x * x)) * S.power(x, sympy.S.NegativeOne).scaled(1 / sympy.sqrt(sympy.pi))
    return head * S.taylor(square, coefficient)


def _erf(x: Series) -> Series:
    return S.constant(sympy.S.One, x.scale) - _erfc(x)


def _lambert(x: Series) -> Series:
    target = S.log(x)
    value = target
    for _ in range(min(x.scale.terms, _MAX_LAMBERT_STEPS)):
        previous, value = value, target - S.log(value)
    change = value - previous
    if change.exactly_zero:
        return value
    bounds = [m for _, m in change.terms] + list(change.errors)
    return S.collect(value.terms, [*value.errors, *bounds], x.scale)


def _two_minus(expansion: Callable[[Series], Series]) -> Callable[[Series], Series]:
    return lambda x: S.constant(sympy.Integer(2), x.scale) - expansion(x)


_AT_INFINITY: dict[type[sympy.Function], Callable[[Series], Series]] = {
    sympy.sinh: _sinh,
    sympy.cosh: _cosh,
    sympy.tanh: _tanh,
    sympy.asinh: _asinh,
    sympy.acosh: _acosh,
    sympy.atan: _atan,
    sympy.erf: _erf,
    sympy.erfc: _erfc,
    sympy.LambertW: _lambert,
}
_ODD = {sympy.sinh, sympy.tanh, sympy.asinh, sympy.atan, sympy.erf}
_REFLECTED: dict[type[sympy.Function], Callable[[Series], Series]] = {
    sympy.erfc: _two_minus(_erfc),
    sympy.cosh: _cosh,
}
