"""Nanoseconds of processor time, interleaved: in every round each case takes a short turn."""

from .rounds import Rounds

ROUNDS = 41
# Long enough for the clock, short enough that a round sees one state of the machine.
TURN_NS = 4_000_000
# Until compilers and caches have settled.
WARM_UP_NS = 300_000_000


def measure(cases):
    """Nanoseconds of one run of every case, round by round."""
    times = {case: _times_in_a_turn(case) for case in cases}
    rounds = [
        [case.worker.time(case.name, times[case]) / times[case] for case in cases]
        for _ in range(ROUNDS)
    ]
    return {case: Rounds(figures) for case, figures in zip(cases, zip(*rounds))}


def _times_in_a_turn(case):
    times, spent_ns = 1, 0
    while spent_ns < WARM_UP_NS:
        # A clock of microseconds may say 0.
        ns = max(1, case.worker.time(case.name, times))
        spent_ns += ns
        times = max(1, min(times * 4, round(times * TURN_NS / ns)))
    return times
