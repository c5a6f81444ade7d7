"""The tables of work done inside a process: signature, request, reply, call."""

from __future__ import annotations

from dataclasses import dataclass

from .rounds import Rounds
from .table import NOTHING, figure, markdown
from .timing import measure
from .worker import Case, Unmeasured

TITLES = {
    "signature": "One signature: the Authorization value of a checked request",
    "request": "One signed request, ready to send",
    "reply": "From the reply's bytes to the console URL",
    "call": "Both ways: the signed request, then the reply to the console URL",
}


@dataclass(frozen=True)
class Row:
    """A case and its figures."""

    case: Case
    time: Rounds | None
    instructions: tuple[int, int] | None
    allocations: int | None


def print_tables(workers, timed=True):
    """Print every table; give back the rows by worker and name."""
    cases = []
    for worker in workers:
        try:
            cases += worker.cases()
        except Unmeasured as reason:
            print(f"skipped: {worker.name}: {reason}")
    rows = {}
    for table, title in TITLES.items():
        own = [case for case in cases if case.table == table]
        times = measure(own) if timed else {}
        table_rows, skipped = [], []
        for case in own:
            row = Row(
                case,
                times.get(case),
                _try(case, case.worker.instructions, "instructions", skipped),
                _try(case, case.worker.allocations, "allocations", skipped) if timed else None,
            )
            rows[case.worker.name, case.name] = row
            table_rows.append(row)
        print(f"\n## {title}\n")
        print(_markdown(table_rows))
        if skipped:
            print()
        for line in skipped:
            print(line)
    for worker in workers:
        worker.close()
    return rows


def _try(case, measure, what, skipped):
    try:
        return measure(case.name)
    except Unmeasured as reason:
        skipped.append(f"skipped: {case.title}: {what}: {reason}")
        return None


def _markdown(rows):
    base = rows[0].instructions if rows else None
    lines = []
    for row in rows:
        ns = ratio = instructions = instruction_ratio = limit = allocations = NOTHING
        if row.time:
            ns, ratio = figure(row.time.median()), figure(row.time.over(rows[0].time))
        if row.instructions:
            low, high = sorted(row.instructions)
            # A program that is not the same from run to run shows both of its counts.
            instructions = f"{low:,}" if high - low < low / 1000 else f"{low:,}–{high:,}"
            if base:
                instruction_ratio = figure(low / min(base))
        if row.case.limit:
            limit = f"{row.case.limit:,}"
        if row.allocations is not None:
            allocations = f"{row.allocations:,}"
        figures = [ns, ratio, instructions, instruction_ratio, limit, allocations]
        lines.append([row.case.worker.language, row.case.title, *figures])
    columns = ["", "", "ns:", "×:", "instructions:", "×:", "limit:", "allocations:"]
    return markdown(columns, lines)
