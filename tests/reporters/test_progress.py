from io import StringIO

from spectral_proofs.reporters.progress import progress


def shown(terminal, wanted):
    stream = StringIO()
    stream.isatty = lambda: terminal
    with progress(stream, 3, wanted) as advance:
        advance(1, "ntk\x07: sums [red]")
    return stream.getvalue()


def test_bar_on_a_terminal():
    output = shown(True, True)
    assert "1/3" in output
    assert "sums [red]" in output
    assert "\x07" not in output


def test_nothing_elsewhere():
    assert shown(False, True) == ""
    assert shown(True, False) == ""
