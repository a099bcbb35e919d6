"""How laws and explicit bounds are said, from their exact parts: one place for what prints and what checks.

>>> law_sentence("L", {"constant": "2/3", "index": "-1/4", "log_index": "1", "factor": "1"})
'L ~ 2/3 t^(-1/4) log t'
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import sympy

from spectral_proofs.errors import UndecidedError

Texts = Mapping[str, str | None]
Bounds = Mapping[str, sympy.Expr | str]

_LONGEST = 3400
_ATOM = re.compile(r"-?\d+(/\d+)?|pi|E|EulerGamma|GoldenRatio|Catalan")  # needs no parentheses beside a power of t


def law_sentence(name: str, law: Texts) -> str | None:
    """An equivalence where ``constant`` is known, else an order, or the ``index`` alone where ``log_index`` is not.

    ``law`` has constant, index, log_index and factor as texts, None where not known; None without an index.
    """
    index, log_index, constant = law["index"], law["log_index"], law["constant"]
    if index is None:
        return None
    order = order_text(index, log_index, law["factor"])
    if constant is None:
        return f"{name} has the index {index}" if log_index is None else f"{name} = Theta({order or 1})"
    if constant == "1" and order:
        return f"{name} ~ {order}"
    shown = constant if not order or _ATOM.fullmatch(constant) else f"({constant})"
    return f"{name} ~ {shown} {order}".rstrip()


def order_text(index: str | None, log_index: str | None, factor: str | None = None) -> str:
    """t^(index) (log t)^(log_index) factor; empty for 1.

    >>> order_text("1", "-1/2", "1")
    't (log t)^(-1/2)'
    """
    logarithm = "log t" if log_index == "1" else f"(log t)^({log_index})"
    parts = [_power(index or "0"), logarithm if log_index not in (None, "0") else "", factor or "1"]
    return " ".join(part for part in parts if part not in ("", "1"))


def limit_sentence(name: str, limit: str) -> str:
    """A quantity that tends to a positive limit."""
    return f"{name} -> {limit} (bounded)"


def bounds_sentence(quantity: str, bounds: Bounds) -> str:
    """lower phi + lower_offset <= quantity <= upper phi + upper_offset from t0 on, phi = t^index (log t)^log_index.

    >>> bounds_sentence("L", {"lower": "8/5", "upper": "7/4", "index": "-1/4", "log_index": "0", "t0": "100000"})
    '8/5 t^(-1/4) <= L(t) <= 7/4 t^(-1/4) for all t >= 10^5'
    """
    shape = order_text(str(bounds["index"]), str(bounds["log_index"]))

    def side(end: str) -> str:
        offset = sympy.Rational(bounds.get(f"{end}_offset", "0"))
        signed = f"{'-' if offset < 0 else '+'} {short(abs(offset))}" if f"{end}_offset" in bounds else ""
        return " ".join(part for part in (short(sympy.Rational(bounds[end])), shape, signed) if part)

    return f"{side('lower')} <= {quantity}(t) <= {side('upper')} {_since(bounds)}"


def tails_sentence(bounds: Bounds, index: str) -> str:
    """L between multiples of k_*^index, and between multiples of the tail T beyond multiples of k_*."""
    number = {name: short(sympy.Rational(bounds[name])) for name in _TAILS}
    return (
        f"{number['loss_low']} k_*^({index}) <= L(t) <= {number['loss_high']} k_*^({index}) and "
        f"{number['tail_low']} T({number['c2_prime']} k_*) <= L(t) <= {number['tail_high']} T({number['c1_prime']} k_*)"
        f" {_since(bounds)}"
    )


def infinite_sentence(bounds: Bounds, s: str, threshold: str) -> str:
    """S = oo, since s is at least the threshold 2mb."""
    return f"S(t) = oo {_since(bounds)}, because s = {s} >= 2 m b = {threshold}"


_TAILS = ("loss_low", "loss_high", "tail_low", "tail_high", "c1_prime", "c2_prime")


def _since(bounds: Bounds) -> str:
    return f"for all t >= {short(sympy.Rational(bounds['t0']))}"


def _power(index: str) -> str:
    return {"0": "", "1": "t"}.get(index, f"t^({index})")


def short(number: sympy.Rational) -> str:
    """A positive rational for people, exactly: small fractions, powers of ten, short decimals, else p/q.

    Raises UndecidedError: it is too long to be written.
    """
    if max(abs(int(number.p)), int(number.q)).bit_length() > _LONGEST:
        raise UndecidedError("an explicit theorem would need constants of more than 1000 digits")
    if number.q == 1:
        digits = str(number.p)
        return f"10^{len(digits) - 1}" if len(digits) > 4 and digits.rstrip("0") == "1" else digits
    if number.q > 20:
        for places in (6, 12, 24):
            decimal = str(sympy.Float(number, places))
            if sympy.Rational(decimal) == number:
                return _without_zeros(decimal)
    return str(number)


def _without_zeros(decimal: str) -> str:
    digits, mark, exponent = decimal.partition("e")
    return digits.rstrip("0").rstrip(".") + mark + exponent if "." in digits else decimal
