"""Tree to SymPy, checking sizes *before* SymPy is asked to compute anything.

1. Every subexpression is built together with a ball enclosing its value when
   it is constant; balls cost the same however large the number.
2. A constant whose logarithm to base 2 leaves +-``MAX_BITS``, a power whose
   coefficients would grow beyond that, an exponential that SymPy would turn
   into such a power: refused before construction, naming the piece.
3. Division by zero, log or fractional power of a negative number: refused as
   soon as the balls prove it or SymPy answers with infinity, nan or I.
4. A constant whose ball contains zero and that is proved to be zero (:mod:`.vanishing`) becomes zero.

Left out: whether non-constant subexpressions stay real; ``validation`` samples that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sympy
from flint import arb, ctx, fmpq, fmpz

from spectral_proofs.balls import exact
from spectral_proofs.balls.exact import Undefined, Value
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import sizes
from spectral_proofs.problem.expression.functions import FUNCTIONS
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.expression.syntax import Call, Name, Node, Number, Power, Product, Sum
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.vanishing import vanishes
from spectral_proofs.problem.expression.vocabulary import LAMBDAS, require_function, unknown_name

PRECISION = 400

_FORBIDDEN = (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo)


Environment = Mapping[str, Built]


def variable(symbol: sympy.Symbol) -> Built:
    """A free symbol."""
    return Built(symbol, None)


def rational(number: sympy.Rational) -> Built:
    """An exact number."""
    return Built(number, fmpq(fmpz(int(number.p)), fmpz(int(number.q))))


def constants() -> dict[str, Built]:
    """pi and E."""
    with ctx.workprec(PRECISION):
        return {"pi": Built(sympy.pi, arb.pi()), "E": Built(sympy.E, arb(1).exp())}


def variables() -> dict[str, Built]:
    """The three spellings of lambda, and t."""
    return {**dict.fromkeys(LAMBDAS, variable(LAMBDA)), "t": variable(TIME)}


def build(node: Node, environment: Environment) -> Built:
    """Turn a tree into SymPy with every name looked up in ``environment``.

    Raises InputError: unknown name or function, too large, or certainly not real.
    """
    try:
        with ctx.workprec(PRECISION):
            builder = _Builder(environment)
            result = builder.build(node)
            return replace(result, size=builder.size, levels=builder.levels)
    except RecursionError:
        raise InputError(f"{shorten(node.text)!r} is nested too deeply; name parts with parameters") from None


class _Builder:
    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.size = 0
        self.level = 0
        self.levels = 0

    def build(self, node: Node) -> Built:
        self.level += 1
        self.count(node, 1, 0)
        try:
            result = self.dispatch(node)
        except Undefined as reason:
            raise InputError(f"{shorten(node.text)!r}: {reason}; correct it") from None
        except (ValueError, TypeError, ArithmeticError) as error:
            # SymPy raises these for complex arguments of Max and for floats that overflow inside it.
            raise InputError(f"{shorten(node.text)!r} cannot be formed ({shorten(str(error))}); rewrite it") from None
        self.level -= 1
        _check_real(node, result)
        return result

    def dispatch(self, node: Node) -> Built:
        if isinstance(node, Number):
            return _number(node)
        if isinstance(node, Name):
            return self.lookup(node)
        if isinstance(node, Sum):
            return self.sum(node)
        if isinstance(node, Product):
            return self.product(node)
        if isinstance(node, Power):
            return _power(node, self.build(node.base), self.build(node.exponent))
        assert isinstance(node, Call)
        return self.call(node)

    def count(self, node: Node, size: int, levels: int) -> None:
        """Parameters that use parameters can double in size with each step."""
        self.size += size
        self.levels = max(self.levels, self.level + levels)
        if self.size > sizes.MAX_SIZE or self.levels > sizes.MAX_LEVELS:
            raise InputError(f"{shorten(node.text)!r} grows too large or too deep with its parameters; simplify them")

    def lookup(self, node: Name) -> Built:
        found = self.environment.get(node.text)
        if found is not None:
            self.count(node, found.size, found.levels)
            return found
        raise unknown_name(node, self.environment)

    def sum(self, node: Sum) -> Built:
        parts = [(flag, self.build(term)) for flag, term in node.terms]
        sizes.check_total(node, [part for _, part in parts])
        expression = sympy.Add(*(_negative(part.expression) if flag else part.expression for flag, part in parts))
        value: Value | None = fmpq(0)
        for flag, part in parts:
            if value is None or part.value is None:
                value = None
                break
            value = exact.add(value, exact.multiply(fmpq(-1), part.value) if flag else part.value)
        return _built(node, expression, value)

    def product(self, node: Product) -> Built:
        parts = [(flag, self.build(factor)) for flag, factor in node.factors]
        sizes.check_total(node, [part for _, part in parts])
        value: Value | None = fmpq(1)
        for (flag, part), (_, factor) in zip(parts, node.factors, strict=True):
            if flag and (part.expression == 0 or (part.value is not None and exact.sign(part.value) == 0)):
                pieces = f"{shorten(node.text)!r} divides by {shorten(factor.text)!r}"
                raise InputError(f"{pieces}, which is zero; correct it")
            if value is not None and part.value is not None:
                value = exact.multiply(value, exact.invert(part.value) if flag else part.value)
            else:
                value = None
        factors = (1 / part.expression if flag else part.expression for flag, part in parts)
        return _built(node, _product(list(factors)), value)

    def call(self, node: Call) -> Built:
        require_function(node, self.environment)
        function = FUNCTIONS[node.function]
        if len(node.arguments) > sizes.MAX_CHOICES:
            raise InputError(
                f"{node.function} of {len(node.arguments)} arguments; at most {sizes.MAX_CHOICES} are compared"
            )
        arguments = [self.build(argument) for argument in node.arguments]
        known = [argument.value for argument in arguments if argument.value is not None]
        value = function.enclose(*known) if len(known) == len(arguments) else None
        sizes.check_magnitude(node, value)
        if node.function in ("exp", "expm1", "sinh", "cosh", "tanh"):
            sizes.check_exponential(node, arguments[0])
        if node.function in ("sqrt", "cbrt"):
            sizes.check_root(node, arguments[0])
        return _built(node, function.build(*(argument.expression for argument in arguments)), value)


def _product(factors: list[sympy.Expr]) -> sympy.Expr:
    """Mul, except that a number times a sum stays a product.

    SymPy would distribute c*(exp(x) - 1), and then log(1 + c*(exp(x) - 1)) cancels for small x.
    """
    coefficient = sympy.Mul(*(factor for factor in factors if isinstance(factor, sympy.Rational)))
    rest = sympy.Mul(*(factor for factor in factors if not isinstance(factor, sympy.Rational)))
    inner, rest = rest.as_coeff_Mul()
    coefficient *= inner
    if rest.is_Add and coefficient not in (0, 1, -1):
        return sympy.Mul(coefficient, rest, evaluate=False)
    return coefficient * rest


def _negative(expression: sympy.Expr) -> sympy.Expr:
    return _product([sympy.Integer(-1), expression])


def _number(node: Number) -> Built:
    value = node.value
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > sizes.MAX_BITS:
        raise InputError(f"number {shorten(node.text)!r} has more than {sizes.MAX_BITS} bits; use a smaller one")
    return rational(sympy.Rational(value.numerator, value.denominator))


def _built(node: Node, expression: sympy.Expr, value: Value | None) -> Built:
    """Prefer exact values; let constants that cancelled (t - t) become known."""
    if isinstance(expression, sympy.Rational):
        result = rational(expression)
        if sizes.bits(expression) > sizes.MAX_BITS:
            raise InputError(f"{shorten(node.text)!r} has more than {sizes.MAX_BITS} bits; use smaller numbers")
        return result
    sizes.check_magnitude(node, value)
    if isinstance(value, arb) and value.contains(0) and vanishes(expression):
        return rational(sympy.S.Zero)
    return Built(expression, value)


def _check_real(node: Node, result: Built) -> None:
    expression = result.expression
    if expression in _FORBIDDEN or expression.has(*_FORBIDDEN, sympy.AccumBounds):
        raise InputError(f"{shorten(node.text)!r} is infinite or undefined; correct it")
    if not isinstance(node, (Number, Name)) and expression.has(sympy.I):
        raise InputError(f"{shorten(node.text)!r} is complex; g must be real for 0 < lambda <= Lambda and large t")


def _power(node: Power, base: Built, exponent: Built) -> Built:
    if base.value is not None and exponent.value is not None:
        return _constant_power(node, base, exponent)
    if base.expression == 0:
        raise InputError(f"{shorten(node.text)!r} is a power of zero; write the value itself")
    sizes.check_growth(node, base, sizes.largest(exponent))
    if exponent.value is None or not isinstance(exponent.value, fmpq) or exponent.value.q != 1:
        sizes.check_root(node, base)
    return Built(base.expression**exponent.expression, None)


def _constant_power(node: Power, base: Built, exponent: Built) -> Built:
    assert base.value is not None
    assert exponent.value is not None
    side = exact.sign(base.value)
    if side in (0, None) and exact.sign(exponent.value) != 1 and exponent.value != fmpq(0):
        raise InputError(f"{shorten(node.text)!r} divides by zero, or by what cannot be told from zero; correct it")
    sizes.check_growth(node, base, sizes.largest(exponent))
    value = exact.power(base.value, exponent.value)
    sizes.check_magnitude(node, value)
    if not (isinstance(exponent.value, fmpq) and exponent.value.q == 1):
        sizes.check_root(node, base)
    return _built(node, base.expression**exponent.expression, value)
