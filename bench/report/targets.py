"""What is to be reached, and whether it was in this run."""

from .table import figure, markdown

CORE, PYTHON, SDK = "vncurl in Rust", "vncurl in Python", "tencentcloud-sdk-python"


def print_table(rows, starts):
    """`rows`: by worker and case, from the tables of work; `starts`: processor
    time by program."""
    lines = []

    def at_most(title, value, limit):
        lines.append([title, figure(value), f"≤ {figure(limit)}", _verdict(value <= limit)])

    def at_least(title, value, limit):
        lines.append([title, figure(value), f"≥ {figure(limit)}", _verdict(value >= limit)])

    for row in rows.values():
        if row.case.limit and row.instructions:
            at_most(f"{row.case.title}: instructions", max(row.instructions), row.case.limit)
    for worker in CORE, "vncurl in C":
        own = [row for (name, _), row in rows.items() if name == worker and row.case.is_vncurl]
        if any(row.allocations is not None for row in own):
            at_most(f"{worker}: allocations", sum(row.allocations or 0 for row in own), 0)
    if both := _both(rows, (CORE, "reply"), (CORE, "jiter")):
        own, peer = both
        title = "reply → console URL, next to jiter's pull parser"
        if own.instructions and peer.instructions:
            ratio = max(own.instructions) / min(peer.instructions)
            at_most(f"{title}: instructions", ratio, 1)
        at_most(f"{title}: time", own.time.over(peer.time), 1)
    if both := _both(rows, (PYTHON, "call"), (SDK, "call")):
        own, peer = both
        at_least("Python: faster than tencentcloud-sdk-python", peer.time.over(own.time), 35)
    if both := _both(starts, "vncurl", "tccli"):
        own, peer = both
        at_least("vncurl url: less processor time than tccli", peer.over(own), 100)
    print("\n## Targets\n")
    print(markdown(["", "measured:", "target:", ""], lines))


def _both(figures, *names):
    if all(name in figures for name in names):
        return [figures[name] for name in names]
    print(f"\nskipped: {' next to '.join(str(name) for name in names)}: not both were measured")
    return None


def _verdict(reached):
    return "reached" if reached else "**missed**"
