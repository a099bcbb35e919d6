"""Gamma and its like as SymPy functions that compute nothing by themselves.

SymPy's own ones turn gamma(10^9) into a factorial, digamma(10^9) into a harmonic number and zeta(10^6) into
Bernoulli's, wherever a number is put in.  These leave all but small numbers as they are; balls know their values.
"""

from __future__ import annotations

import sympy
from sympy.core.function import ArgumentIndexError

_SMALL = 64


class _Plain(sympy.Function):  # type: ignore[misc]
    """A function of its last argument, real where that is positive."""

    @classmethod
    def eval(cls, *args: sympy.Expr) -> sympy.Expr | None:
        """SymPy's value at a small rational number."""
        small = all(arg.is_Rational and abs(arg.p) <= _SMALL and arg.q <= _SMALL for arg in args)
        return getattr(sympy, cls.__name__)(*args) if small else None

    def _eval_is_real(self) -> bool | None:
        return True if self.args[-1].is_positive else None


class gamma(_Plain):
    """Euler's Gamma function."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """Gamma psi."""
        return self * polygamma(0, self.args[0])

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_positive else None


class loggamma(_Plain):
    """log Gamma on the positive axis."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """psi."""
        return polygamma(0, self.args[0])


class polygamma(_Plain):
    """The n-th derivative of psi = Gamma'/Gamma."""

    def fdiff(self, argindex: int = 2) -> sympy.Expr:
        """The next one."""
        if argindex == 1:
            raise ArgumentIndexError(self, argindex)
        return polygamma(self.args[0] + 1, self.args[1])


class zeta(_Plain):
    """Riemann's zeta function."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        """None is known by name."""
        raise ArgumentIndexError(self, argindex)
