"""How monomials compare between two neighbouring cells, uniformly in the gap.

Write L_0 = log t, L_(i+1) = log L_i, and d for the distance of log(1/lambda) from the curve that both cells
approach; D_0 = d, D_(i+1) = log D_i. The gap of level k is L_(k-1) >> d >> L_k: both quotients tend to infinity
(k = 0: d >> L_0; the last level: L_(k-1) >> d >> 1). d is a variable of its own there; a comparison counts only if
it holds however d moves through the gap.

1. The logarithm of a quotient of monomials is a sum of c_i L_i, s_i D_i and larger, mixed terms.
2. L_0 >> ... >> L_(k-1) >> d >> everything below: the first coefficient that is not zero decides.
3. Below, L_k >= D_1 >= L_(k+1) >= D_2 >= ..., where each is the logarithm of the one two places before, and the first
   two differences tend to infinity. By Abel's summation the sum is that of S_j (X_j - X_(j+1)), S_j the partial sums of
   the coefficients: it tends to infinity if no S_j is negative before two neighbours are positive, or none at all is
   and the first, the second or the last is positive.
4. On the last level D_i <= L_(k+i-1) is all that is known, and on level 0 D_i >= L_i.
5. Where mixed terms like d/T^(1/2) occur, each negative term must be dominated by a positive one, and so must be one
   whose coefficient is a wave of both signs.

What these rules do not settle is raised as undecided: T against d^2, say, which changes hands at d = T^(1/2).
The cone of exponents on which every monomial has one order is that of an ordered product of Hardy fields;
van den Dries, Tame Topology and o-minimal Structures, ch. 3, is the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, zip_longest

import sympy

from spectral_proofs.asymptotics.domain import Domain, OscillatesError, TailError, UnsettledError
from spectral_proofs.asymptotics.monomial import DEPTH, UNIT, Monomial, compare, power_of
from spectral_proofs.asymptotics.signs import is_zero, sign

_ZERO = sympy.S.Zero
Terms = Sequence[tuple[sympy.Expr, Monomial]]


@dataclass(frozen=True)
class GapOrder:
    """The comparison of monomials in the gap of one level."""

    level: int
    last: bool = False

    def __call__(self, left: Monomial, right: Monomial, domain: Domain) -> int:
        """1 if left/right tends to infinity in the gap, -1 if to zero, 0 if they are equal; else UnsettledError."""
        quotient = left / right
        if quotient.is_unit:
            return 0
        terms, errors = quotient.log_parts()
        if quotient.extra:
            terms = [(c, m) for c, m in terms if not is_zero(c, domain)]
        for side in (1, -1) if terms else ():
            turned = [(side * c, m) for c, m in terms]
            powers = tuple(side * p for p in quotient.powers)
            aside = tuple(side * p for p in quotient.side)
            rises = _dominated(turned, errors, domain) if quotient.extra else self._rises(powers, aside, domain)
            if rises:
                return side
        if not errors and all(is_zero(c, domain) for c, _ in terms):
            return 0
        raise UnsettledError("which of two terms is larger depends on the way through the gap")

    def _rises(self, powers: Sequence[sympy.Expr], aside: Sequence[sympy.Expr], domain: Domain) -> bool:
        """Whether sum powers[i] L_i + aside[i] D_i tends to infinity throughout the gap."""
        distance = aside[0] if aside else _ZERO
        for coefficient in (*powers[: self.level], distance):
            if decided := sign(coefficient, domain):
                return decided > 0
        slow, near = list(powers[self.level :]), list(aside[1:])
        if self.level == 0:
            return _far(slow, near, domain)
        if self.last:
            return _paired(slow, near, domain) == 1
        chain = [c for pair in zip_longest(slow, near, fillvalue=_ZERO) for c in pair]
        return _chained(chain, domain)

    def at_most(self, left: Monomial, right: Monomial, domain: Domain) -> bool:
        """Whether left/right stays bounded in the gap, though it may have no limit: log d / log T does."""
        try:
            return self(left, right, domain) <= 0
        except UnsettledError:
            quotient = right / left
        if quotient.extra:
            return all(sign(c, domain) >= 0 for c, _ in quotient.log_terms())
        aside = quotient.side or (_ZERO,) * DEPTH
        if any(sign(c, domain) for c in (*quotient.powers[: self.level], aside[0])):
            return False
        slow, near = quotient.powers[self.level :], aside[1:]
        if self.level and not self.last:
            chain = [c for pair in zip_longest(slow, near, fillvalue=_ZERO) for c in pair]
            return all(sign(total, domain) >= 0 for total in accumulate(chain))
        large, small = (slow, near) if self.level else (near, slow[1:])
        free = [] if self.level else [slow[0]]
        sums = [b + s for b, s in zip_longest(large, small, fillvalue=_ZERO)]
        return all(sign(c, domain) >= 0 for c in (*free, *large, *sums))

    def majorant(self, number: int, summand: Monomial, domain: Domain) -> Monomial | None:
        """A factor f with int d(d)/f -> 0 over the inner parts of the gap: negligible is what times f tends to zero.

        Numbers 0, 1, 2 are d^2, d D_1^2, d D_1 D_2^2 (Bertrand, from the end of small d); 3 is d (L_(k-1)/d)^(p/2),
        from the other end, where d times the summand grows like d^p; 4 is d (d/L_k)^(q/2), where it falls like d^(-q):
        from d = K L_k on the integral of 1/f is 2 K^(-q/2)/q, which vanishes as K -> oo. (docs/theory.md, section 10,
        "What a gap may carry".)
        """
        if number < 3:
            logs = [power_of(depth, sympy.S.One, aside=True) for depth in range(1, number + 2)]
            return reduce(Monomial.__mul__, [*logs, logs[-1]])
        power = 1 + (summand.side[1] if summand.side else _ZERO)
        if sign(power, domain) != (1 if number == 3 else -1):
            return None
        end = self.level if number == 3 else self.level + 1  # of the gap, as the power of a Monomial
        if end == 0 or (number == 4 and self.last):
            return None
        return power_of(1, 1 - power / 2, aside=True) * power_of(end, power / 2)


MAJORANTS = range(5)


def _dominated(terms: Terms, errors: Sequence[Monomial], domain: Domain) -> bool:
    """Whether each negative term, and each error, is of a smaller order than some positive term; with errors, 1 too."""
    signs = [(_sign_or_wave(c, domain), m) for c, m in terms]
    above = [m for s, m in signs if s > 0]
    below = [*(m for s, m in signs if s <= 0), *errors, *[UNIT] * bool(errors)]
    return bool(above) and all(any(_larger(m, other, domain) for m in above) for other in below)


def _sign_or_wave(coefficient: sympy.Expr, domain: Domain) -> int:
    """The sign; 0 of a bounded wave that takes both, whose term must be exceeded like a negative one."""
    try:
        return sign(coefficient, domain)
    except OscillatesError:
        return 0


def _larger(left: Monomial, right: Monomial, domain: Domain) -> bool:
    try:
        return compare(left, right, domain) > 0
    except (UnsettledError, TailError):
        return False


def _chained(chain: Sequence[sympy.Expr], domain: Domain) -> bool:
    """Rule 3 for the coefficients of L_k, D_1, L_(k+1), D_2, ..."""
    total, before, early = _ZERO, 0, False
    for place, coefficient in enumerate(chain):
        total += coefficient
        now = sign(total, domain)
        if now < 0:
            return False
        if now and before:
            return True
        early = early or (bool(now) and place < 2)
        before = now
    return bool(before) or early


def _paired(large: Sequence[sympy.Expr], small: Sequence[sympy.Expr], domain: Domain, first: bool = True) -> int:
    """Rule 4: sum b_i B_i + s_i S_i with B_i >= S_i, B_1 - S_1 -> oo; 1: tends to infinity, 0: vanishes, -1: open."""
    if not large or not small:
        return _leading_sign([*large, *small], domain)
    b, s = sign(large[0], domain), sign(small[0], domain)
    both = sign(large[0] + small[0], domain)
    if b == s == 0:
        return _paired(large[1:], small[1:], domain, False)
    if b > 0 and both > 0:
        return 1
    if b == 0 and s > 0:
        return 1 if _leading_sign(large[1:], domain) >= 0 else -1
    if b > 0 and both == 0:
        rest = _paired(large[1:], small[1:], domain, False)
        return 1 if rest == 1 or (rest == 0 and first) else -1
    return -1


def _far(slow: Sequence[sympy.Expr], near: Sequence[sympy.Expr], domain: Domain) -> bool:
    """Rule 4 on level 0: ``slow`` belongs to L_0, L_1, ..., ``near`` to D_1, D_2, ...; L_0 and D_1 are independent."""
    top = sign(slow[0], domain)
    if top:
        return top > 0 and _leading_sign(near, domain) >= 0
    return _paired(near or [_ZERO] * (DEPTH - 1), slow[1:], domain) == 1


def _leading_sign(coefficients: Sequence[sympy.Expr], domain: Domain) -> int:
    return next((found for c in coefficients if (found := sign(c, domain))), 0)
