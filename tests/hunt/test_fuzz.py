"""The readers of hostile text, and that the search for what breaks them finds what is broken."""

import random

import pytest

from tests.hunt import fuzz
from tests.hunt.fuzz import READERS, bitten, catalogue, drawn, findings


def test_texts_depend_on_their_number_and_are_of_every_kind():
    texts = [drawn(1, number) for number in range(300)]
    assert texts == [drawn(1, number) for number in range(300)]
    assert {kind for kind, _ in texts} == set(READERS)
    assert drawn(2, 0) != texts[0]


def test_some_texts_have_a_meaning():
    """Else nothing behind the first rule of the language would be tried."""

    def accepted(kind, text):
        try:
            READERS[kind](text)
        except fuzz.InputError:
            return False
        return True

    whole = [drawn(1, number) for number in range(1000)]
    for kind in READERS:
        assert any(accepted(kind, text) for of, text in whole if of == kind), kind
    (text, *_) = catalogue()
    assert bitten(random.Random(1), text) != text


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (lambda text: 1 / 0, "ZeroDivisionError"),
        (lambda text: (_ for _ in ()).throw(fuzz.InputError("two\nlines")), "not one printable line"),
    ],
)
def test_what_is_wrong_is_found(monkeypatch, reader, reason):
    monkeypatch.setitem(READERS, "expression", reader)
    found = list(findings(1, range(20)))
    assert found
    assert all(item.kind == "expression" and reason in item.reason for item in found)


@pytest.mark.slow  # waits for a limit of processor time
def test_what_has_no_end_is_found_and_the_rest_goes_on(monkeypatch):
    def endless(text):
        while "9" in text:
            pass

    monkeypatch.setattr(fuzz, "PATIENCE", 0.1)
    monkeypatch.setitem(READERS, "number", endless)
    found = list(findings(1, range(60)))
    assert found
    assert all(item.kind == "number" and "processor time" in item.reason for item in found)


@pytest.mark.slow  # a minute
def test_a_hundred_thousand_hostile_texts():
    assert list(findings(1, range(100_000))) == []
