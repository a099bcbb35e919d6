from io import StringIO

from spectral_proofs.reporters.progress import progress, time_left


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


def test_what_a_store_had_says_nothing_of_the_time_left():
    assert time_left(100.0, 60, 50, 100) == "0:06:40"  # ten runs in 100 s, forty to go
    assert time_left(100.0, 50, 0, 100) == "0:01:40"
    assert time_left(100.0, 3, 4, 100) == time_left(1.0, 0, 0, 3) == "-:--:--"
    stream = StringIO()
    stream.isatty = lambda: True
    with progress(stream, 4, True) as advance:
        advance(2, "stored", 2)
        assert "-:--:-- left" in stream.getvalue()
        advance(3, "made", 2)
        assert "0:00:00 left" in stream.getvalue()
