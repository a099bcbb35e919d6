"""What the theory says about the exponents found, and what these data cannot tell.

chi = p rho, chi + gamma = rho and gamma >= chi (1 - p)/p (docs/theory.md), the position's index, equal losses at equal
integrals of the learning rate.
"""

from __future__ import annotations

from spectral_proofs.data import bootstrap, schedules
from spectral_proofs.data.findings import Findings, Inputs
from spectral_proofs.data.statements import RULES, Trial, around, combined
from spectral_proofs.results.from_data import Estimate


def compare(read: Inputs, found: Findings) -> None:
    """Every statement for which the exponents are there."""
    known = found.estimates
    chi, rho, p, gamma = (known.get(name) for name in ("chi", "rho", "p", "gamma"))
    if "position" in known:
        _position(known["position"], rho, found)
        rho = known.get("rho")
    if chi is not None and rho is not None and p is not None:
        effect = chi.value - p.value * rho.value
        parts = [(1.0, chi), (-p.value, rho), (-rho.value, p)]
        _add(
            "chi",
            "χ = pρ",
            effect,
            parts,
            chi,
            found,
            f"χ {chi.value:.3g} beside pρ {p.value * rho.value:.3g}, ρ by {found.rho_from}",
        )
    if chi is not None and gamma is not None and rho is not None:
        effect = chi.value + gamma.value - rho.value
        parts = [(1.0, chi), (1.0, gamma), (-1.0, rho)]
        _add("complementarity", "χ + γ = ρ", effect, parts, chi, found, f"ρ by {found.rho_from}")
    if chi is not None and gamma is not None and p is not None and 0 < p.value < 1:
        least = chi.value * (1 - p.value) / p.value
        slope = -chi.value / p.value**2
        parts = [(1.0, gamma), (-(1 - p.value) / p.value, chi), (-slope, p)]
        _add(
            "tradeoff", "γ ≥ χ(1−p)/p", gamma.value - least, parts, chi, found, f"the least γ is {least:.3g}", sided=-1
        )
    if chi is not None and gamma is not None and rho is None:
        _by_complementarity(chi, gamma, found)
    _schedules(read, found)
    _open(found, p)


def _add(
    id: str,
    statement: str,
    effect: float,
    parts: list[tuple[float, Estimate]],
    chi: Estimate,
    found: Findings,
    about: str,
    sided: int = 0,
) -> None:
    low, high = combined(effect, parts)
    test, rule = "normal test, noise and windows in the interval", RULES[id]
    limit, margin = rule.effect * chi.value, rule.margin * chi.value
    found.tested.append(
        Trial(id, statement, effect, low, high, limit, chi.window, test, about, sided=sided, margin=margin)
    )


def _position(position: Estimate, rho: Estimate | None, found: Findings) -> None:
    """The index of the position is rho: a test where rho is known otherwise, else its estimate."""
    if rho is None:
        found.estimates["rho"] = position
        found.rho_from = "the position's index"
        return
    effect = position.value - rho.value
    low, high = combined(effect, [(1.0, position), (-1.0, rho)])
    test = "normal test, noise and windows in the interval"
    about = f"ρ by {found.rho_from}"
    found.tested.append(
        Trial(
            "position",
            "the position falls like t^-ρ",
            effect,
            low,
            high,
            RULES["position"].effect * rho.value,
            position.window,
            test,
            about,
            margin=RULES["position"].margin * rho.value,
        )
    )


def _by_complementarity(chi: Estimate, gamma: Estimate, found: Findings) -> None:
    """Inside the scaling class rho = chi + gamma; then complementarity itself cannot be tested."""
    value = chi.value + gamma.value
    low, high = combined(value, [(1.0, chi), (1.0, gamma)])
    level = None if None in (chi.level, gamma.level) else bootstrap.LEVEL
    found.estimates["rho"] = Estimate(value, low, high, chi.window, (low, high), (value, value), level)
    found.rho_from = "χ + γ"
    found.not_identified.append("complementarity: ρ was taken as χ + γ; a spectrum or the position would test it")


def _schedules(read: Inputs, found: Findings) -> None:
    for pair in schedules.comparisons(read.single):
        reach = bootstrap.quantile(pair.freedom) * pair.error
        found.tested.append(
            Trial(
                "schedule",
                f"L depends on the schedule through the integral of the rate only: {pair.run} beside {pair.beside}",
                *around(pair.effect, reach),
                RULES["schedule"].effect,
                pair.window,
                "Student's test on the difference of log L at equal integrals",
                "g = λ∫η means equal losses at equal integrals",
                margin=RULES["schedule"].margin,
            )
        )


def _open(found: Findings, p: Estimate | None) -> None:
    """What these data cannot tell."""
    known = found.estimates
    if "chi" in known and "rho" not in known and p is None:
        found.not_identified.append(
            "ρ and p apart: L alone fixes their product χ; a spectrum, ΔL or the position would"
        )
    if "chi" in known and "gamma" not in known:
        found.not_identified.append("γ and the trade-off: no column delta_loss")
