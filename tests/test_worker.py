import multiprocessing
import os
import sys
import time

import pytest

from spectral_proofs import worker
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.worker.spent import Stopwatch, starved, stopped_by_clock


def stuck():
    while True:
        pass


def two_then_stuck():
    yield 1
    yield 2
    stuck()


def undecided():
    raise UndecidedError("the sign of x is missing")


def broken():
    raise ZeroDivisionError("x / 0")


def dies():
    os._exit(3)


def children():
    """Without a reader of data, which a process keeps."""
    return [child for child in multiprocessing.active_children() if "Fork" in type(child).__name__]


def test_stuck_work_is_stopped_in_time():
    started = time.monotonic()
    with pytest.raises(UndecidedError, match=r"the proof stopped after 0\.3 s"):
        worker.call("the proof", 0.3, stuck)
    assert time.monotonic() - started < 5
    assert not children()


@pytest.mark.parametrize("fresh", [False, True])
def test_a_fresh_child_is_no_copy_of_this_process(fresh):
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(usual + 7)
    try:
        with worker.Worker(seconds=60, fresh=fresh) as child:
            assert (child.call("asking", None, sys.getrecursionlimit) == usual + 7) is not fresh
    finally:
        sys.setrecursionlimit(usual)


def sleeps():
    time.sleep(0.6)
    return "rested"


@pytest.mark.parametrize("seconds", [None, 60])
def test_processor_time_is_limited_whatever_the_clock_says(seconds):
    with pytest.raises(UndecidedError, match=r"the proof stopped after 0\.2 s of processor time"):
        worker.call("the proof", seconds, stuck, processor=0.2)
    assert worker.call("resting", seconds, sleeps, processor=0.5) == "rested"
    assert not children()


def test_a_limit_of_processor_time_keeps_earlier_values():
    values = []
    with pytest.raises(UndecidedError, match="processor time"):
        values.extend(worker.Worker().stream("sums", None, two_then_stuck, processor=0.2))
    assert values == [1, 2]


def test_without_such_a_timer_the_clock_limits(monkeypatch):
    monkeypatch.setattr(worker, "TIMER", None)
    monkeypatch.setattr(worker.child, "TIMER", None)
    with pytest.raises(UndecidedError, match=r"the proof stopped after 0\.2 s$"):
        worker.call("the proof", None, stuck, processor=0.2)


def test_values_before_the_limit_are_kept():
    values = []
    with pytest.raises(UndecidedError):
        values.extend(worker.Worker().stream("sums", 0.5, two_then_stuck))
    assert values == [1, 2]


def test_value_passes_through():
    assert worker.call("adding", 20, max, 1, 2) == 2
    assert worker.call("adding", None, max, 1, 2) == 2


@pytest.mark.parametrize("seconds", [None, 20])
def test_deliberate_errors_pass_through(seconds):
    with pytest.raises(UndecidedError, match="sign of x"):
        worker.call("the proof", seconds, undecided)


def test_unexpected_errors_are_internal():
    with pytest.raises(InternalError, match=r"ZeroDivisionError: x / 0"):
        worker.call("the proof", 20, broken)


@pytest.mark.parametrize("seconds", [None, 20])
@pytest.mark.parametrize("error", [MemoryError, OverflowError, RecursionError])
def test_exhausted_numbers_and_memory_are_undecided(seconds, error):
    def exhausted():
        raise error

    with pytest.raises(UndecidedError, match=f"the proof ran out of .*{error.__name__}"):
        worker.call("the proof", seconds, exhausted)


def test_a_dead_child_is_an_internal_error():
    with pytest.raises(InternalError, match="ended without a result"):
        worker.call("the proof", 20, dies)


def test_shares_leave_something_for_what_puts_results_together() -> None:
    with worker.Worker(seconds=100.0) as limited:
        whole = limited.share(1.0)
        assert whole is not None
        assert 90.0 < whole < 95.0
    with worker.Worker() as limited:
        assert limited.share(1.0) is None


def allocates(size):
    return os.getpid(), len(bytes(size))


@pytest.mark.parametrize("memory", [None, worker.NO_LIMIT])
def test_without_a_limit_that_was_asked_for_there_is_no_child(memory):
    with worker.Worker(memory) as free:
        assert free.call("filling", None, allocates, 2**20) == (os.getpid(), 2**20)


def test_memory_is_limited_where_time_is_not():
    with worker.Worker(2**30) as bounded:
        child, size = bounded.call("filling", None, allocates, 2**20)
        assert child != os.getpid()
        assert size == 2**20
        with pytest.raises(UndecidedError, match=r"filling ran out of .*(memory|MemoryError)"):
            bounded.call("filling", None, allocates, 2**31)


def test_ctrl_c_while_a_call_ends_is_not_swallowed(monkeypatch):
    def interrupted(pipe):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "stopped", interrupted)
    with pytest.raises(KeyboardInterrupt), worker.Worker(seconds=20) as child:
        child.call("adding", None, max, 1, 2)
    assert not children()


def test_starved_is_what_the_clock_stopped_while_others_had_the_processor():
    def stopped(work):
        watch = Stopwatch()
        with pytest.raises(UndecidedError) as caught:
            worker.call("work", 0.2, work)
        return str(caught.value), watch.seconds, watch.processor

    assert starved(*stopped(sleeps))
    text, seconds, _ = stopped(stuck)
    assert stopped_by_clock(text)
    assert not starved(text, seconds, seconds)
    assert not starved("work stopped after 0.2 s of processor time", 1.0, 0.2)
