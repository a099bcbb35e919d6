"""Each step of a trace as a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from spectral_proofs.results.trace import Step
from spectral_proofs.text.wording import relations

_SCALES = ("t", "(log t)", "(log log t)", "(log log log t)", "(log log log log t)")
_TENDS = {"infinity": " -> oo", "constant": "", "zero": " -> 0"}
_ARGUMENTS = {"infinity": "-> oo", "constant": "is of order 1", "zero": "-> 0", "vanishes": "is 0"}
_WORDS = {"yes": "holds", "no": "fails", "unknown": "is open"}
_THEOREMS = {
    "loss": "L",
    "loss_tight": "L",
    "energy": "S",
    "energy_tight": "S",
    "energy_offset": "S",
    "frontier": "λ_*",
}


def readable(expression: str) -> str:
    """An expression of a trace as people write it: λ for lam, ^ for **, long decimals cut."""
    shown = re.sub(r"\blam\b", "λ", relations(expression.replace("**", "^")))
    return re.sub(r"(\d\.\d{9})\d{4,}", r"\1...", shown)


def place_of(texts: Mapping[str, str]) -> str:
    """Where a step takes place."""
    kind, exponents = texts.get("place"), [e.strip() for e in texts.get("exponents", "").split(";") if e.strip()]
    if kind == "tail":
        return "λ -> 0 at fixed t"
    if kind == "mode":
        return f"λ = {texts.get('point')}"
    if kind == "head":
        return "fixed λ = x" + (f", {texts['low']} < x < {texts['high']}" if texts.get("low") != "0" else "")
    factors = [f"{scale}^({_negated(e)})" for scale, e in zip(_SCALES, exponents, strict=False) if e != "0"]
    if kind == "ray":
        return "λ = " + " ".join(["x", *factors])
    p = texts.get("parameter", "")
    factors.append(f"{_SCALES[min(len(exponents), len(_SCALES) - 1)]}^(-{p})")
    return f"λ = {' '.join(factors)}, {texts.get('low')} < {p} < {texts.get('high')}"


def _negated(exponent: str) -> str:
    if re.fullmatch(r"-[\w/.]+", exponent):
        return exponent[1:]
    return f"-{exponent}" if re.fullmatch(r"[\w/.]+", exponent) else f"-({exponent})"


def _times(coefficient: str, monomial: str) -> str:
    if monomial == "1":
        return coefficient
    if coefficient == "1":
        return monomial
    return f"({coefficient}) {monomial}" if re.search(r"[ +/-]", coefficient) else f"{coefficient} {monomial}"


def sentence_of(step: Step) -> str:
    """What the step says."""
    maker = _SENTENCES.get(step.rule)
    return readable(
        maker(step.input, step.output) if maker else ", ".join(f"{k} = {v}" for k, v in step.output.items())
    )


Texts = Mapping[str, str]


def _problem(given: Texts, found: Texts) -> str:
    scales = "".join(f", {name} = {given[name]}" for name in ("Lambda", "W") if given.get(name, "1") != "1")
    return f"g = {given.get('g')}, a = {given.get('a')}, b = {given.get('b')}{scales}; 1+b-a = {found.get('s')}"


def _cell(given: Texts, found: Texts) -> str:
    lead = _times(found.get("coefficient", "?"), found.get("monomial", "?"))
    return f"on {place_of(given)}, g ~ {lead}{_TENDS.get(found.get('tends', ''), '')}"


def _parts(given: Texts, found: Texts) -> str:
    pairs = zip(given.get("parts", "").split("; "), found.get("leads", "").split("; "), strict=False)
    return f"on {place_of(given)}: " + "; ".join(_led(part, entry) for part, entry in pairs)


def _led(part: str, entry: str) -> str:
    word, outwards = entry.partition(", outwards ")[::2]
    if word in _ARGUMENTS:
        return f"the argument of {part} {_ARGUMENTS[word]}" + (f", and {outwards} outwards" if outwards else "")
    return f"{part} is led by {entry.replace(' | ', ' and ').replace('both signs', 'changes sign')}"


def _transitions(given: Texts, found: Texts) -> str:
    parts = given.get("parts", "").replace("; ", ", ")
    if found.get("open", "none") != "none":
        return "between some cells g has no one leading term"
    if found.get("hidden") == "none":
        return f"none of {parts} changes its leading term between two cells"
    return f"of {parts} these change between two cells: {found.get('hidden')}"


def _growth(given: Texts, found: Texts) -> str:
    with_exponents = f" with m = {found['m']}, n = {found['n']}" if "m" in found else ""
    return f"condition (2), c1 λ^m t^n <= g <= c2 λ^m t^n, {_WORDS.get(found.get('truth', ''), '?')}{with_exponents}"


def _constants(given: Texts, found: Texts) -> str:
    power = f"λ^({given.get('m')}) t^({given.get('n')})"
    return f"{found.get('c1')} {power} <= g <= {found.get('c2')} {power} for t >= {found.get('t0')}"


def _frontier(given: Texts, found: Texts) -> str:
    log = "" if found.get("rho_log", "0") == "0" else f", ρ_log = {found['rho_log']}"
    known = f", G({given.get('variable')}) = 1 at {found['solution']}" if "solution" in found else ""
    return f"ρ = {found.get('rho')}{log}; there g -> G = {found.get('scaling_function')}{known}"


def _ratio(given: Texts, found: Texts) -> str:
    limit = f"; the limit is {found['limit']}" if "limit" in found else ""
    return f"E_t/E_λ -> ρ along the frontier {_WORDS.get(found.get('truth', ''), '?')}{limit}"


def _argmax(given: Texts, found: Texts) -> str:
    limit = f"; κ = {found['kappa']}" if "kappa" in found else ""
    return f"g -> κ > 0 where R is largest {_WORDS.get(found.get('truth', ''), '?')}{limit}"


def _contribution(given: Texts, found: Texts) -> str:
    factor = "e^(-2g)" if given.get("quantity") == "L" else "(1-e^(-g))^2"
    head = f"to {given.get('quantity')}, on {place_of(given)}: λ^({given.get('weight')}) {factor}"
    if "negligible" in found:
        return f"{head} is below every power of t"
    relation = "has the logarithm of" if "log_only" in found else "~"
    return f"{head} {relation} {_times(found.get('coefficient', '1'), found.get('monomial', '?'))}"


def _law(given: Texts, found: Texts) -> str:
    name = given.get("quantity")
    log = f", power of log t {found['log_index']}" if found.get("log_index", "0") != "0" else ""
    limit = {"yes": "over its order has a limit", "no": "over its order has no limit"}.get(found.get("equivalent", ""))
    return f"{name} has the index {found.get('index')}{log}; {name} {limit or 'over its order: limit open'}"


def _theorem(given: Texts, found: Texts) -> str:
    name = _THEOREMS.get(given.get("name", ""), "?")
    if name == "λ_*":
        return f"{', '.join(f'{k} = {v}' for k, v in found.items())}"
    if found.get("infinite") == "True":
        return f"{name} = oo for all t >= {found.get('t0')}"
    power = f"t^({found.get('index')})" + ("" if found.get("log_index", "0") == "0" else " log t")
    low, high = (found.get(f"{end}_offset") for end in ("lower", "upper"))
    offsets = ["" if offset is None else f" + ({offset})" for offset in (low, high)]
    bounds = [f"{found.get(end)} {power}{offset}" for end, offset in zip(("lower", "upper"), offsets, strict=True)]
    by = ", by the scaling function" if given.get("by") == "scaling function" else ""
    return f"{bounds[0]} <= {name} <= {bounds[1]} for t >= {found.get('t0')}{by}"


def _exponents(given: Texts, found: Texts) -> str:
    letters = {"rho": "ρ", "chi": "χ", "gamma": "γ"}
    shown = [f"{letter} = {found.get(name, 'none')}" for name, letter in letters.items()]
    shown += [f"{letters[n]}_log = {v}" for n in letters if (v := found.get(f"{n}_log", "0")) != "0"]
    return ", ".join(shown)


def _case(found: Texts) -> str:
    facts = ", ".join(f"{fact.strip()} > 0" for fact in found.get("positive", "").split(";") if fact.strip())
    return "all parameters are positive, " + facts + (f"; {found['equalities']}" if found.get("equalities") else "")


def _sign(given: Texts, found: Texts) -> str:
    """Factors that are facts themselves need no more words."""
    columns = [found.get(name, "").split(";") for name in ("factors", "powers", "combinations")]
    forms = found.get("forms", found.get("factors", "")).split(";")
    shown = []
    for factor, power, combination, form in zip(*columns, forms, strict=False):
        factor, combination, form = factor.strip(), combination.strip(), form.strip()
        plain = combination in (f"1 * [{factor}]", "")
        product = combination.replace("1 * [", "[").replace("[", "(").replace("]", ")")
        relation = "=" if form == factor else f"has the sign of {form} ="
        shown.append(f"({factor})^{power.strip()}" + ("" if plain else f" where {factor} {relation} {product}"))
    why = f", as {' * '.join(shown)}".replace(")^1", ")") if shown else ""
    return f"{given.get('expression')} is {found.get('sign')}{why}"


def _regime(given: Texts, found: Texts) -> str:
    names = {"rho": "ρ", "chi": "χ", "gamma": "γ", "frontier_constant": "λ_* constant"}
    names |= {"loss_constant": "L constant", "energy_constant": "S constant"}
    shown = [f"{label} = {found[name]}" for name, label in names.items() if name in found]
    return f"if {given.get('when')}: {', '.join(shown)}; S: {found.get('growth')}"


_SENTENCES: dict[str, Callable[[Texts, Texts], str]] = {
    "problem": _problem,
    "elasticities": lambda i, o: f"E_λ = {o.get('E_lambda')}, E_t = {o.get('E_t')}",
    "cell": _cell,
    "partition": lambda i, o: f"these {o.get('cells')} cells tile 0 < λ <= {i.get('Lambda')}, t -> oo",
    "hypothesis": lambda i, o: f"{i.get('statement')} {_WORDS.get(o.get('truth', ''), '?')}",
    "parts": _parts,
    "transitions": _transitions,
    "growth": _growth,
    "constants": _constants,
    "frontier": _frontier,
    "frontier-index": lambda i, o: f"λ_* has the index {o.get('rho')}, t^(-{o.get('rho')}) up to slower factors",
    "no-frontier": lambda i, o: f"{o.get('reason')}",
    "elasticity-ratio": _ratio,
    "argmax": _argmax,
    "contribution": _contribution,
    "dominance": lambda i, o: (
        f"of these contributions the largest is {o.get('order')}, from step {o.get('carried_by')}"
    ),
    "constant": lambda i, o: f"{i.get('quantity')} over its order tends to {o.get('value')}",
    "law": _law,
    "regular-variation": lambda i, o: (
        f"g = h(λ) u(t), h regularly varying with index {o.get('m')}: "
        f"{i.get('quantity')} has the index {o.get('index')}"
    ),
    "curve": lambda i, o: f"g/(λ^({i.get('m')}) t^({i.get('n')})) tends to {o.get('tends')} on λ = {i.get('curve')}",
    "sandwich": lambda i, o: f"by (2), {i.get('quantity')} = Theta(t^({o.get('index')}))",
    "expansion": lambda i, o: (
        f"{i.get('quantity')} = {o.get('value')}, up to terms smaller than every power of t (complete expansion)"
    ),
    "infinite": lambda i, o: f"{i.get('quantity')} = oo for every t",
    "beyond-powers": lambda i, o: f"{i.get('quantity')} {o.get('direction')} faster than every power of t",
    "theorem": _theorem,
    "exponents": _exponents,
    "relation": lambda i, o: f"χ + γ - ρ = {o.get('chi + gamma - rho')}",
    "case": lambda i, o: _case(o),
    "sign": lambda i, o: _sign(i, o),
    "regime": lambda i, o: _regime(i, o),
    "regimes": lambda i, o: f"exactly one of these holds: {i.get('conditions', '').replace('; ', ' / ')}",
    "open": lambda i, o: f"{i.get('question')}: {o.get('reason')}",
}
