"""Which inputs and outputs a rule has: a step with any other says something that no checker looks at, and fails."""

from __future__ import annotations

from spectral_proofs.results.trace import Step
from spectral_proofs.verifier.result import require

_PLACE = ("place", "exponents", "parameter", "low", "high", "point")
_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_LAW = ("index", "log_index")
_BOUNDS = ("quantity", "lower", "upper", *_LAW, "t0", "infinite", "ratio", "lower_offset", "upper_offset")
_FRONTIER = ("lambda_low", "lambda_high", "k_low", "k_high", "loss_low", "loss_high", "t0")
_TAILS = ("c1_prime", "c2_prime", "tail_low", "tail_high")
_CONSTANTS = tuple(f"{name}_{what}" for name in ("frontier", "loss", "energy") for what in ("constant", "factor"))
_EXPANSIONS = ("loss_expansion", "energy_expansion")

#: For each rule its inputs, then its outputs.
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "problem": (("g", "a", "b", "Lambda", "W"), ("s",)),
    "elasticities": ((), ("E_lambda", "E_t")),
    "cell": (_PLACE, ("coefficient", "monomial", "tends")),
    "partition": (("Lambda",), ("cells", "modes")),
    "parts": (("parts", *_PLACE), ("leads",)),
    "transitions": (("parts",), ("hidden", "open")),
    "hypothesis": (("statement",), ("truth",)),
    "curve": (("m", "n", "curve"), ("tends",)),
    "growth": ((), ("truth", "m", "n")),
    "constants": (("m", "n"), ("c1", "c2", "t0")),
    "frontier": (("variable",), ("rho", "rho_log", "scaling_function", "solution")),
    "frontier-index": ((), ("rho", "rho_log")),
    "no-frontier": ((), ("reason",)),
    "elasticity-ratio": ((), ("truth", "limit")),
    "argmax": ((), ("truth", "kappa")),
    "contribution": (
        ("quantity", "weight", *_PLACE),
        ("coefficient", "monomial", "outwards", "negligible", "log_only"),
    ),
    "dominance": (("quantity",), ("order", "carried_by")),
    "constant": (("quantity",), ("value",)),
    "law": (("quantity",), (*_LAW, "equivalent")),
    "expansion": (("quantity",), ("value", *_LAW)),
    "sandwich": (("quantity",), _LAW),
    "regular-variation": (("quantity",), ("index", "m")),
    "infinite": (("quantity",), ("value",)),
    "beyond-powers": (("quantity",), ("direction",)),
    "theorem": (("name", "by"), (*_BOUNDS, *_FRONTIER, *_TAILS)),
    "exponents": ((), _INDICES),
    "relation": ((), ("chi + gamma - rho",)),
    "case": ((), ("positive", "equalities")),
    "sign": (("expression",), ("sign", "factors", "powers", "combinations", "forms")),
    "regime": (("when", "assumed"), (*_INDICES, *_CONSTANTS, *_EXPANSIONS, "growth")),
    "regimes": (("conditions", "assumed"), ("exhaustive", "exclusive")),
    "open": (("question",), ("reason",)),
}


def check_keys(step: Step) -> None:
    """FailedStepError naming the first input or output that the rule does not have."""
    for side, given, known in zip(("input", "output"), (step.input, step.output), _known(step), strict=True):
        for name in given:
            require(name in known, f"the rule {step.rule} says nothing about the {side} {name[:40]!r}")


def _known(step: Step) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Narrower where one word of a step excludes others."""
    inputs, outputs = KEYS[step.rule]
    if step.rule == "theorem":
        outputs = (*_FRONTIER, *_TAILS) if step.input.get("name") == "frontier" else _BOUNDS
    if "negligible" in step.output:
        outputs = ("negligible",)
    elif "log_only" in step.output:
        outputs = ("log_only", "monomial", "outwards")
    return inputs, outputs
