"""Is g positive and increasing in lambda and in t, for all 0 < lambda <= Lambda and t >= some t0?

1. An expression whose every part is positive by construction is positive, and so is exp(x) - 1 for such an x
   (:mod:`spectral_proofs.problem.expression.form`); a derivative whose waves cannot outweigh
   its constant, as 1 + cos(lambda t), is never negative.
2. Otherwise the sign of its leading coefficient is decided on every cell; the cells cover
   the quadrant for large t, so one sign everywhere settles the question, and the first cell
   with the other sign is a counterexample. A derivative may vanish at isolated points: by its form, as
   1 + cos(lambda t) does, or on the cells; where a leading coefficient touches zero there, the next term must keep
   the sign. At a pole (of 1/sqrt(1 - lambda) at the top) its sign is that of the limit from below. What has a positive
   derivative increases where it is continuous (:mod:`.continuity`).
3. Where the sign of a derivative stays open between cells and g is a sum of positive terms, the elasticity of g is a
   mean of theirs with positive weights: it is positive where all of them are (docs/theory.md, section 10). Where it
   stays open on a cell, the elasticity of g itself, as one fraction, may show its sign; g with Max or Min increases
   where it does with each of their arguments in their place.
4. A counterexample counts where the sign is exact, or a value there is enclosed below zero and recurs as t -> oo.

Left out: an explicit t0 (see :mod:`spectral_proofs.bounds`).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, product

import sympy

from spectral_proofs.asymptotics.domain import ChangesSignError, OscillatesError, SingularError, TouchesZeroError
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.places import Gap, Place, gaps_between, isolated_places
from spectral_proofs.asymptotics.series import Series
from spectral_proofs.asymptotics.sign_proofs import proved_sign
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.term_logarithms import logarithm, positive_terms
from spectral_proofs.asymptotics.wave_signs import never_negative, settled_by_next
from spectral_proofs.asymptotics.witnesses import negative_for_ever
from spectral_proofs.derivation.beside import beside_fixed_lambda
from spectral_proofs.derivation.calculus import log_derivative, sign_carrier, without_cancellation
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.continuity import where_continuous
from spectral_proofs.derivation.falsify import negative_somewhere
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.degrees import moderate
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.results import Fact, Hypotheses, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Rigour, Sampled, read_off, weakest

_MOST_CHOICES = 8
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)


def decide_hypotheses(context: Context) -> Hypotheses:
    """The standing hypotheses of every claim, each decided separately."""
    g = context.g
    return Hypotheses(
        positive=_without_zeros_between(context, eventually_positive(context, g, "g")),
        increasing_in_lambda=_increasing(context, "dg/dlambda", LAMBDA),
        increasing_in_time=_increasing(context, "dg/dt", TIME),
        smooth=_smooth(g),
    )


def _increasing(context: Context, name: str, along: sympy.Symbol) -> Fact:
    rises = eventually_positive(context, log_derivative(context.g, along), name, along, context.g)
    return where_continuous(context, rises, context.g, along)


class _Negative(UndecidedError):
    """A coefficient takes negative values; ``known`` says how well."""

    def __init__(self, message: str, known: Rigour) -> None:
        super().__init__(message)
        self.known = known


def _without_zeros_between(context: Context, positive: Fact) -> Fact:
    """A ray is divided where the leading term of g vanishes: there g itself may be zero, as |lambda t - 1| is."""
    if not positive.holds or sign_by_form(context.g) > 0:
        return positive
    try:
        cells = context.g_cells
    except UndecidedError as error:
        return unsettled(f"sign of g: {error}")
    for cell in cells:
        place, point = cell.place, cell.place.domain.low
        if place.kind != "ray" or point == 0:
            continue
        if sympy.simplify(cell.value.coefficient.subs(place.domain.parameter, point)) == 0:
            where = f"x = {point} on {place}"
            if sympy.simplify(context.g.subs(LAMBDA, point * _curve(place))) == 0:
                return Fact(Truth.NO, f"g = 0 at {where}", EXACT)
            return unsettled(f"whether g vanishes at {where}")
    return positive


def _curve(place: Place) -> sympy.Expr:
    """lambda/x on a ray: t^(-u) (log t)^(-v) ..."""
    scales = accumulate(place.prefix[1:], lambda scale, _: sympy.log(scale), initial=TIME)
    return sympy.Mul(*(scale**-power for scale, power in zip(scales, place.prefix, strict=True)))


def eventually_positive(
    context: Context,
    expr: sympy.Expr,
    name: str,
    weakly: sympy.Symbol | None = None,
    rising: sympy.Expr | None = None,
) -> Fact:
    """Whether ``expr`` > 0 on 0 < lambda <= Lambda for all large t.

    ``weakly`` allows zeros that are isolated along this variable: what it is the derivative of increases strictly.
    ``rising`` is what it is the derivative of in that variable, where elasticities of it may answer (step 3).
    """
    if expr == 0:
        return Fact(Truth.NO, f"{name} is zero", EXACT)
    if sign_by_form(expr) > 0:
        return Fact(Truth.YES, f"{name} > 0 term by term", EXACT)
    carrier = sign_carrier(expr)
    if weakly is not None and never_negative(carrier, weakly):
        return Fact(Truth.YES, f"{name} >= 0, and its zeros are isolated in {weakly}: {carrier}", EXACT)
    with context.reading() as read:
        try:
            found = _on_cells(context, carrier, name, weakly, rising)
        except _Negative as error:  # one place is enough, whatever the others were read off
            return Fact(Truth.NO, str(error), error.known).supported()
        except UndecidedError as error:
            known = None if weakly is None or rising is None else _by_choices(context, name, rising, weakly)
            return known or unsettled(f"sign of {name}: {error}")
    against = negative_somewhere(expr, context.spectrum.Lambda) if found.holds else ""
    if against:
        return unsettled(f"{name} > 0 to leading order on every cell, yet {name} < 0 at {against}")
    return found.weakened(read_off(read)).supported()


def _on_cells(
    context: Context, carrier: sympy.Expr, name: str, weakly: sympy.Symbol | None, rising: sympy.Expr | None
) -> Fact:
    """The sign on every cell.

    Raises _Negative with the first place where it is negative, or changes; UndecidedError where it stays open.
    """
    # of a function of t alone the other cells tell the sign at every lambda, and by more than its leading term
    cells = context.on_cells(_sign_of(carrier, name, weakly), with_tail=carrier.has(LAMBDA))
    isolated = [(place, _at_place(context, carrier, name, weakly, place)) for place in isolated_places(cells)]
    for place, value in [(cell.place, cell.value) for cell in cells] + isolated:
        if value == 0 and not (weakly == LAMBDA and place.kind == "mode"):  # at one lambda it is zero for every t
            return Fact(Truth.NO, f"{name} = 0 at {place}", EXACT)
    elasticities = [] if weakly is None or rising is None else _elasticities(rising, weakly)
    context.refuse_hidden_transitions(*["head"] * bool(elasticities))
    for gap in gaps_between(cells):
        if context.hidden:
            if not _all_positive(context, gap, elasticities):
                context.refuse_hidden_transitions()
            continue
        try:
            if not context.positive_in(gap, carrier, _sign_of(carrier, name, weakly)):
                return Fact(Truth.NO, f"{name} = 0 at {gap.place}", EXACT)
        except UndecidedError:
            if not _all_positive(context, gap, elasticities):
                raise
    places = [place for place, _ in isolated]
    for where, value in beside_fixed_lambda(context, carrier, places, lambda part: _sign_of(part, name, weakly)):
        if value <= 0:
            return Fact(Truth.NO, f"{name} = 0 at {where}", EXACT)
    return Fact(Truth.YES, f"{name} > 0 to leading order on all {len(cells)} cells of the quadrant", EXACT)


def _elasticities(g: sympy.Expr, variable: sympy.Symbol) -> list[sympy.Expr]:
    """Of the terms of step 3, several at least."""
    terms = positive_terms(g)
    return [without_cancellation(variable * sympy.diff(logarithm(term), variable)) for term in terms[len(terms) == 1 :]]


def _all_positive(context: Context, gap: Gap, elasticities: list[sympy.Expr]) -> bool:
    try:
        found = [
            _plainly_positive(expr) or context.positive_in(gap, expr, _sign_of(expr, "an elasticity", None))
            for expr in elasticities
        ]
    except UndecidedError:
        return False
    return bool(found) and all(found)


def _by_choices(context: Context, name: str, g: sympy.Expr, variable: sympy.Symbol) -> Fact | None:
    """That a positive g increases, by its form, or because g does whichever arguments Max and Min equal.

    g is continuous, and beside the points where they change hands, which are isolated along ``variable`` or none at
    all, it is one of the choices: increasing where all of these are.
    """
    extremes = sorted(g.atoms(sympy.Max, sympy.Min), key=str)
    if g.has(sympy.sign, sympy.Heaviside) or 2 ** len(extremes) > _MOST_CHOICES:
        return None
    known: Rigour = EXACT
    for chosen in product(*(extreme.args for extreme in extremes)):
        choice, choices = g, dict(zip(extremes, chosen, strict=True))
        while choice.has(sympy.Max, sympy.Min):  # what is chosen of one may hold another
            choice = choice.xreplace(choices)
        if sign_by_form(choice) > 0 and _plainly_positive(variable * sympy.diff(logarithm(choice), variable)):
            continue
        alone = Context(choice, context.spectrum, context.assumed, context.readings, oracle=context.oracle)
        slope = log_derivative(choice, variable)
        fact = eventually_positive(alone, slope, name, variable, choice) if extremes else unsettled("")
        if not fact.holds:
            return None
        known = weakest(known, fact.rigour)
    way = "of every argument that Max and Min may equal" if extremes else "the elasticity of g as one fraction"
    return Fact(Truth.YES, f"{name} > 0: {way}", known)


def _plainly_positive(expr: sympy.Expr) -> bool:
    """As it is, or as one fraction: 2 - t/(t + L) is (t + 2 L)/(t + L)."""
    if sign_by_form(expr) > 0 or not moderate(expr):
        return sign_by_form(expr) > 0
    numerator, denominator = sympy.fraction(sympy.together(expr))
    return sign_by_form(sympy.expand(numerator)) * sign_by_form(denominator) > 0


def _seen(coefficient: sympy.Expr, place: Place, name: str) -> Rigour:
    """How a negative value of a coefficient is known: enclosed at one point that recurs, or sampled."""
    return (
        ENCLOSED if negative_for_ever(coefficient, place.domain) else Sampled(f"the sign of {name} at points of a cell")
    )


def _sign_of(carrier: sympy.Expr, name: str, weakly: sympy.Symbol | None) -> Callable[[Evaluator, Place], int]:
    """The sign of the leading coefficient; ``weakly`` that beside an isolated zero."""

    def build(evaluate: Evaluator, place: Place) -> int:
        series = evaluate(carrier)
        if series.exactly_zero:
            return 0
        coefficient = series.lead()[0]
        known = read_off(evaluate.scale.domain.assumed)
        try:
            found = sign(coefficient, place.domain)
        except TouchesZeroError as error:
            if weakly is None or not _kept_by_next(series, error.weak_sign):
                raise
            found = error.weak_sign
        except OscillatesError as error:  # which shows it at two phases, in balls
            raise _Negative(f"{name} changes sign: {error}", weakest(known, ENCLOSED)) from error
        except ChangesSignError as error:
            raise _Negative(f"{name} changes sign: {error}", weakest(known, _seen(coefficient, place, name))) from error
        if found < 0:
            known = weakest(known, _seen(coefficient, place, name) if place.domain.assumed else EXACT)
            raise _Negative(f"{name} < 0", known)
        return found

    return build


def _at_place(context: Context, carrier: sympy.Expr, name: str, weakly: sympy.Symbol | None, place: Place) -> int:
    """The sign at one fixed lambda, or its limit from below where the carrier has a pole there."""
    try:
        return context.on_place(_sign_of(carrier, name, weakly), place)
    except SingularError:
        numerator, denominator = sympy.fraction(sympy.together(carrier))
        poles = [f for f in sympy.Mul.make_args(denominator) if f.subs(LAMBDA, place.point) == 0]
        signs = [_sign_below(pole, place.point) for pole in poles]
        if not poles or not all(signs):
            raise
        rest = sympy.prod(signs) * numerator / denominator * sympy.Mul(*poles)
        found = context.on_place(_sign_of(rest, name, weakly), place)
        if found == 0:  # 0/0
            raise
        return found


def _sign_below(pole: sympy.Expr, point: sympy.Expr) -> int:
    """The proved sign of a function of lambda alone on (0, point), else 0."""
    return proved_sign(pole, LAMBDA, sympy.S.Zero, point) if pole.free_symbols == {LAMBDA} else 0


def _kept_by_next(series: Series, weak: int) -> bool:
    """Whether the next term keeps the sign where the leading term touches zero.

    Where there is no next term the zeros are real, and need not be isolated: t (1 + cos t) is zero for every lambda.
    """
    lead = series.lead()
    rest = Series(tuple(term for term in series.terms if term is not lead), series.errors, series.scale)
    return not rest.exactly_zero and settled_by_next(lead[0], rest.lead()[0], weak, series.scale.domain, sign)


def _smooth(g: sympy.Expr) -> Fact:
    kinks = [str(part) for part in sympy.preorder_traversal(g) if isinstance(part, _KINKS)]
    if kinks:
        return Fact(Truth.NO, f"{kinks[0]} has a kink", EXACT)
    return Fact(Truth.YES, "composed of smooth functions", EXACT)
