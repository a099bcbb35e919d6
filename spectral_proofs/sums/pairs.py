"""g as compiled programs: itself, its slope in log t, and the part of it that does not depend on lambda.

Left out: expressions that balls cannot evaluate; UndecidedError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.sums.closed_form import Separable
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Program


@dataclass(frozen=True)
class Pair:
    """Programs of g, and of g and t dg/dt; what is known of a product of a power of lambda and a function of t."""

    values: Program
    slopes: Program
    separable: Separable | None = None

    @classmethod
    def of(cls, g: sympy.Expr, whole: sympy.Expr, weights: Sequence[sympy.Expr] = ()) -> Pair:
        """Programs of ``g`` and of the slope of ``whole``, which is g up to what does not depend on lambda.

        The weights of the modes, where they are no powers of k, are the last outputs.
        """
        slope = TIME * sympy.diff(whole, TIME)
        values, slopes = compile_expression(g, *weights), compile_expression(g, slope, *weights)
        return cls(values, slopes, None if weights else Separable.of(g, whole))


@dataclass(frozen=True)
class Split:
    """g = rest + free, free(t) without lambda: L is exp(-2 free) times the same sum with rest in place of g."""

    rest: Pair
    free: Program

    @classmethod
    def of(cls, g: sympy.Expr, weights: Sequence[sympy.Expr] = ()) -> Split | None:
        """The two parts; None where no part of g depends on t alone."""
        free, rest = sympy.expand_mul(g).as_independent(LAMBDA, as_Add=True)
        return cls(Pair.of(rest, g, weights), compile_expression(free)) if free.has(TIME) else None

    def factor(self, time: Fraction, bits: int) -> arb:
        """exp(-2 free), with about the given relative precision."""
        extra = 64 + abs(time.numerator.bit_length() - time.denominator.bit_length())
        for scale in (1, 4):
            with working_precision(bits + scale * extra):
                result: arb = (-2 * self.free.bind(fmpq(time.numerator, time.denominator)).free_values[-1]).exp()
            if result.rel_accuracy_bits() >= bits:
                break
        return result
