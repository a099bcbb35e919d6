"""What is lost when the modes beyond k_cut = Theta k_* are pruned: Delta L_P = sum_{k > k_cut} f_k^2 as t -> oo.

1. *Shape.* On the frontier's own scale g(x lambda_*, t) -> shape(x), shape(1) = 1 after dividing x by the root of
   G = 1.  For G = c x^m it is x^m, whatever c does; a G that depends on a phase otherwise has no one shape.
2. *Curve.* The cells from the frontier on carry Delta L_P (:mod:`spectral_proofs.asymptotics.laplace`).  If the
   frontier alone carries it,

       Delta L_P(t, Theta) ~ (W/Lambda) k_*^s F(Theta),  F(Theta) = int_Theta^oo u^(s-1) (1 - exp(-shape(u^-b)))^2 du,

   for every Theta > 0 and every sign of s: u = k/k_*, and the leading terms are locally uniform.
3. *Plateau.* Delta L_P/S -> 0 as Theta -> oo (after t -> oo) iff no cell beyond the frontier carries as much as S.
   With shape ~ x^mu at 0 the curve falls like Theta^(s - 2 mu b).
4. For g = lambda^m u(t), u -> oo, steps 1 to 3 are exact with shape x^m.
5. Where step 2 is undecided and (2) holds, g <= (c2/c1) (k/k_*)^(-mb) gives
   Delta L_P <= C Theta^(s - 2mb) k_*^s, which settles the plateau (S >= c max(1, k_*^s)).

Source: eqs. (20)-(23) of the paper; sections 3 and 5 of the theory behind this program.

6. Where g keeps its order on the frontier's scale, which is then none of S, and the summand grows through it, the modes
   beyond carry Delta L_P.

Left out: other frontiers between the scales of the cells, and uniformity in Theta as Theta -> 0 (that is S itself).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import mpmath
import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Domain, Split, refuse_moving_phases
from spectral_proofs.asymptotics.laplace import Profile
from spectral_proofs.asymptotics.monomial import compare
from spectral_proofs.asymptotics.numeric import function_of
from spectral_proofs.asymptotics.places import Cell, Place
from spectral_proofs.asymptotics.roots import crossing, located_numbers
from spectral_proofs.derivation.argmax import lambda_exponent
from spectral_proofs.derivation.calculus import power_of
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.level_set import LevelSet, level_set
from spectral_proofs.derivation.sums import energy_profile, infinite_energy
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Fact, Frontier, Growth, Truncation, Truth, unsettled
from spectral_proofs.results.rigour import EXACT, Sampled, read_off

_PHASES = (sympy.Rational(3, 10), sympy.Rational(2), sympy.Rational(44, 10))
_PROBES = (sympy.Rational(1, 10), sympy.Rational(1, 2), sympy.Integer(3))
_VISIBLE = 1e-9  # relative difference of two shapes that is no error of evaluation


def derive_truncation(context: Context, frontier: Frontier, growth: Growth, energy: Asymptotics) -> Truncation:
    """Shape, curve and plateau, each decided or undecided with the first missing fact."""
    if energy.infinite:
        return _everything(energy.theta.implies(Truth.NO, f"Delta L_P = oo for every k_cut: {energy.reason}"))
    if frontier.exists.truth is Truth.NO:
        return _everything(frontier.exists.implies(Truth.NO, f"there is no k_*: {frontier.level.reason}"))
    if frontier.separable:
        return _separable(context)
    with context.reading() as read:
        try:
            found = _on_cells(context)
        except (UndecidedError, Split) as error:
            found = _everything(unsettled(f"Delta L_P: {error}"))
    return _with_growth(context, found.weakened(read_off(read)), growth)


def _everything(fact: Fact) -> Truncation:
    return Truncation(fact, fact, fact, fact, rigour=fact.rigour)


def _separable(context: Context) -> Truncation:
    m = lambda_exponent(context.g)
    assert m is not None
    sp = context.spectrum
    fact = Fact(Truth.YES, f"g = (lambda/lambda_*)^({m}) exactly", EXACT)
    reason = f"{fact.reason}, so that the share of S beyond k_cut depends on k_cut/k_* and falls to 0"
    plateau = Fact(Truth.YES, reason, EXACT)
    decay = sp.s - 2 * m * sp.b
    return Truncation(fact, fact, fact, plateau, RAY_SYMBOL**m, sympy.S.One, decay, decay, Truth.YES, rigour=EXACT)


def _on_cells(context: Context) -> Truncation:
    infinite_energy(context)  # raises where S may be infinite
    found = level_set(context)
    if isinstance(found, str):
        raise UndecidedError(found)
    if found.scaling is sympy.S.NaN:
        raise UndecidedError("the frontier runs between the scales t, log t, ...")
    moves = Truth.NO if found.place.kind == "head" else Truth.YES
    outside = _first_outside(energy_profile(context), found.place)
    if outside is not None:
        return _passed_by(context, found, outside)
    shape, root, alike, critical = _shape(context, found)
    collapse, plateau = _carried(energy_profile(context), found.place, alike, context.point)
    critical = critical if collapse is alike else collapse
    decays = _decay(context, found.place), _decay_at_fixed_time(context)
    return Truncation(alike, collapse, critical, plateau, shape, root, *decays, moves, rigour=located_numbers(root))


def _first_outside(profile: Profile, frontier: Place) -> int | None:
    """The cell behind a sector that holds the frontier and along which the summand grows; None where there is none."""
    for i, cell in enumerate(profile.cells):
        place, level = cell.place, cell.place.level
        if place.kind != "sector" or len(frontier.prefix) <= level or frontier.prefix[:level] != place.prefix:
            continue
        within = place.domain.low < frontier.prefix[level] < place.domain.high
        if frontier.kind == "ray" and within and cell.value is not None and cell.value.direction > 0:
            return i + 1
    return None


def _passed_by(context: Context, found: LevelSet, outside: int) -> Truncation:
    """A frontier on no scale of S: the modes beyond it, learned to a fixed share, carry more of S than it does."""
    profile = energy_profile(context)
    part, whole = profile.beyond(outside), profile.dominance()
    if part.unbounded or part.monomial is None or whole.monomial is None:
        raise UndecidedError("no cell carries Delta L_P")
    text = f"Delta L_P is carried by {part.winners[0][0]}, beyond the frontier"
    collapse = Fact(Truth.NO, text, EXACT)
    lower = compare(part.monomial, whole.monomial, context.point) < 0
    plateau = Fact(Truth.YES if lower else Truth.NO, f"{text}, {'but not' if lower else 'as'} S is", EXACT)
    alike = Fact(Truth.YES, f"g tends to {found.scaling} at lambda = x lambda_*", EXACT)
    decay = _decay_at_fixed_time(context)
    return Truncation(alike, collapse, collapse, plateau, decay_at_fixed_time=decay, moves=Truth.YES, rigour=EXACT)


def _carried(profile: Profile, frontier: Place, alike: Fact, point: Domain) -> tuple[Fact, Fact]:
    """Whether the frontier alone carries Delta L_P, and whether the cells beyond it carry less than S."""
    places = [cell.place for cell in profile.cells]
    own = [i for i, place in enumerate(places) if _same_scale(place, frontier)]
    if not own:
        raise UndecidedError("the frontier is no cell of S")
    part, whole = profile.beyond(own[0]), profile.dominance()
    if part.unbounded:
        fact = Fact(Truth.NO, "Delta L_P outgrows every power of k_*: modes ever further out carry it", EXACT)
        return fact, fact
    if part.monomial is None or whole.monomial is None:
        raise UndecidedError("no cell carries Delta L_P")
    beyond = [place for place, _ in part.winners if not _same_scale(place, frontier)]
    if not beyond:
        reason = f"Delta L_P is carried by {frontier}, and its share beyond k_cut falls to 0"
        return alike, Fact(Truth.YES, reason, EXACT)
    text = f"Delta L_P is carried by {beyond[0]}, beyond the frontier"
    shared = len(beyond) < len(part.winners)
    collapse = unsettled(f"{text} and by the frontier alike") if shared else Fact(Truth.NO, text, EXACT)
    if compare(part.monomial, whole.monomial, point) < 0:
        return collapse, Fact(Truth.YES, f"{text}, but of lower order than S", EXACT)
    return collapse, Fact(Truth.NO, f"{text}, as S is: pruning there costs a fixed share of S", EXACT)


def _same_scale(place: Place, frontier: Place) -> bool:
    return place.kind == frontier.kind and place.prefix == frontier.prefix


def _shape(context: Context, found: LevelSet) -> tuple[sympy.Expr | None, sympy.Expr | None, Fact, Fact]:
    """(shape, root, one shape?, one F(1)?): g -> shape(root x) at lambda = x lambda_*."""
    x, pieces = RAY_SYMBOL, [c for c in context.g_cells if _same_scale(c.place, found.place)]
    if found.place.kind == "head":
        reason = "lambda_* tends to a fixed eigenvalue, so that the curves tend to one step function of Theta"
        fact = Fact(Truth.YES, reason, EXACT)
        return None, None, fact, fact
    scaling = _joined(pieces) if pieces else found.scaling
    m = power_of(scaling, x) if len(pieces) == 1 else None
    if m is not None:
        fact = Fact(Truth.YES, f"g -> x^({m}) at lambda = x lambda_*", EXACT)
        return x**m, sympy.S.One, fact, fact
    phases = [s for s in scaling.free_symbols if s.name.startswith(PHASE_PREFIX)]
    if phases:
        refuse_moving_phases(scaling)
        return None, None, *_phases_differ(scaling, phases, found, context.spectrum)
    if found.solution is None:
        raise UndecidedError("G = 1 is not solved")
    fact = Fact(Truth.YES, f"g -> G(x) = {scaling} on {found.place}", EXACT)
    return scaling, found.solution, fact, fact


def _joined(pieces: Sequence[Cell[GCell]]) -> sympy.Expr:
    """G over the whole ray; its pieces come in the order of decreasing x."""
    if any(cell.value.order != 0 and not cell.value.vanishes for cell in pieces):
        raise UndecidedError("g is of order one on a part of the frontier's scale only")
    if len(pieces) == 1 or len({cell.value.coefficient for cell in pieces}) == 1:
        return pieces[0].value.coefficient
    branches = [(c.value.coefficient, c.place.domain.low <= RAY_SYMBOL) for c in pieces[:-1]]
    return sympy.Piecewise(*branches, (pieces[-1].value.coefficient, True))


def _phases_differ(
    scaling: sympy.Expr, phases: list[sympy.Symbol], found: LevelSet, spectrum: Spectrum
) -> tuple[Fact, Fact]:
    """Two phases with different shapes recur for ever, and so do two different curves; likewise for F(1)."""
    unknown = unsettled(f"whether the shape of {scaling} depends on the phase")
    if len(phases) > 1:
        return unknown, unknown
    shapes, ones = [], []
    for angle in _PHASES:
        at_angle = scaling.subs(phases[0], angle)
        root = crossing(at_angle - 1, found.place.domain)
        if root is None:
            return unknown, unknown
        f = function_of(RAY_SYMBOL, at_angle)
        shapes.append([f((root * probe).evalf(30)) for probe in _PROBES])
        ones.append([_at_one(at_angle, root, spectrum)])
    reason = f"g at lambda = x lambda_* keeps oscillating, G(x) = {scaling}"
    if not _differ(shapes):
        return unknown, unknown
    known = Sampled("the shape of g beside the frontier, in three points at three phases of an oscillation")
    critical = Fact(Truth.NO, f"{reason}, and so does F(1)", known) if _differ(ones) else unknown
    return Fact(Truth.NO, f"{reason}, and so do the curves", known), critical


def _differ(rows: list[list[mpmath.mpf]]) -> bool:
    return any(abs(v / w - 1) > _VISIBLE for row in rows[1:] for v, w in zip(row, rows[0], strict=True))


def _at_one(scaling: sympy.Expr, root: sympy.Expr, spectrum: Spectrum) -> mpmath.mpf:
    """F(1) up to a constant factor: int_0^1 x^(-s/b - 1) (1 - exp(-G(root x)))^2 dx."""
    x = RAY_SYMBOL
    integrand = x ** (-spectrum.s / spectrum.b - 1) * (1 - sympy.exp(-scaling.subs(x, root * x))) ** 2
    value = decimal(sympy.Integral(integrand, (x, 0, 1)))
    if value is None:
        raise UndecidedError("F(1) at one phase")
    return value


def _decay(context: Context, frontier: Place) -> sympy.Expr | None:
    """s - 2 mu b, g ~ x^mu just beyond the frontier's scale."""
    cells = context.g_cells
    last = max(i for i, c in enumerate(cells) if _same_scale(c.place, frontier))
    cell = cells[last + 1]
    p = cell.place.domain.parameter
    if cell.place.kind != "sector" or p is None or cell.value.monomial.extra or cell.value.vanishes:
        return None
    mu = -sympy.diff(cell.value.monomial.powers[cell.place.level], p)
    sp = context.spectrum
    return None if mu.free_symbols else sp.s - 2 * mu * sp.b


def _decay_at_fixed_time(context: Context) -> sympy.Expr | None:
    """s - 2 mu b, g ~ lambda^mu as lambda -> 0 at fixed t."""
    value = context.g_cells[-1].value
    mu = -value.monomial.powers[0]
    sp = context.spectrum
    return None if mu.free_symbols or value.monomial.extra or value.vanishes else sp.s - 2 * mu * sp.b


def _with_growth(context: Context, found: Truncation, growth: Growth) -> Truncation:
    if found.plateau.truth is not Truth.UNKNOWN or not growth.fact.holds or growth.m is None:
        return found
    sp = context.spectrum
    decay = sp.s - 2 * growth.m * sp.b
    reason = f"by (2), Delta L_P <= C Theta^({decay}) k_*^({sp.s}) while S >= c max(1, k_*^({sp.s}))"
    fact = growth.fact.implies(Truth.YES, reason)
    return replace(
        found, plateau=fact, decay=decay, decay_at_fixed_time=decay, moves=Truth.YES, rigour=growth.fact.rigour
    )
