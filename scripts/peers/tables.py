"""What was measured, as Markdown."""

from collections.abc import Callable, Sequence

Line = dict[str, str | float | int]
"""One measurement, as :mod:`scripts.bench_plan` writes it."""
Column = tuple[str, Callable[[Line], str]]

_TO_FIRST_PLAN = ("Borne sur la couverture", "Couverture", "Premier planning")
_TO_BOUND = ("Tournées", "Borne sur les trajets")


def write_tables(lines: Sequence[Line]) -> str:
    """Write a table a suite; of repeated measurements the last counts."""
    names = ("suite", "num_communes", "num_advisers", "cycle_weeks", "method", "time_limit_s")
    latest = {tuple(line[name] for name in names): line for line in lines}
    tables = []
    for suite in dict.fromkeys(str(line["suite"]) for line in lines):
        own = [line for line in latest.values() if line["suite"] == suite]
        own.sort(key=lambda line: [line[name] for name in names[1:4]] + [line["time_limit_s"]])
        tables.append(_table(suite, _peer_columns() if suite == "peers" else _our_columns(), own))
    return "\n\n".join(tables)


def _table(title: str, columns: Sequence[Column], lines: Sequence[Line]) -> str:
    rows = [
        [name for name, _ in columns],
        ["---" if at < 2 else "---:" for at in range(len(columns))],  # noqa: PLR2004 - text columns
        *([say(line) for _, say in columns] for line in lines),
    ]
    return "\n".join([f"### {title}", "", *("| " + " | ".join(row) + " |" for row in rows)])


def _peer_columns() -> list[Column]:
    return [
        ("instance", _instance),
        ("method", lambda line: str(line["method"])),
        ("limit s", lambda line: f"{line['time_limit_s']:.0f}"),
        ("covered need", lambda line: _percent(line, "covered")),
        ("driving h a cycle", lambda line: _number(line, "drive_h", 1)),
        ("sessions", lambda line: _number(line, "sessions", 0)),
        ("violations before repair", lambda line: _number(line, "raw_violations", 0)),
        ("covered before", lambda line: _percent(line, "raw_covered")),
        ("moved / dropped / filled", _repairs),
        *_costs(),
    ]


def _our_columns() -> list[Column]:
    return [
        ("instance", _instance),
        ("weeks", lambda line: str(line["cycle_weeks"])),
        ("limit s", lambda line: f"{line['time_limit_s']:.0f}"),
        ("covered need", lambda line: _percent(line, "covered")),
        ("coverage gap", lambda line: _percent(line, "coverage_gap")),
        ("driving h a cycle", lambda line: _number(line, "drive_h", 1)),
        ("driving gap", lambda line: _percent(line, "driving_gap")),
        ("first plan s", lambda line: _stages(line, *_TO_FIRST_PLAN)),
        ("bound on driving s", lambda line: _stages(line, *_TO_BOUND)),
        *_costs(),
    ]


def _costs() -> list[Column]:
    return [
        ("wall s", lambda line: _number(line, "wall_s", 0)),
        ("CPU s", lambda line: _number(line, "cpu_s", 0)),
        ("peak MB", lambda line: _number(line, "peak_mb", 0)),
        ("remarks", _remarks),
    ]


def _stages(line: Line, *names: str) -> str:
    seconds = _seconds(line, *names)
    return "" if seconds is None else f"{seconds:.0f}"


def _seconds(line: Line, *names: str) -> float | None:
    """Seconds of the stages whose names begin so; ``None`` in the absence of all."""
    spent = [
        float(seconds)
        for stage, seconds in line.items()
        if stage.startswith(tuple(f"stage: {name}" for name in names))
    ]
    return sum(spent) if spent else None


def first_plan_s(line: Line) -> float:
    """Seconds until the search knew a whole plan, those for the covering program included."""
    return _seconds(line, *_TO_FIRST_PLAN) or 0.0


def _instance(line: Line) -> str:
    communes = f"{line['num_communes']} synthetic" if line["num_communes"] else "département"
    return f"{communes}, {line['num_advisers']} advisers"


def _repairs(line: Line) -> str:
    return " / ".join(str(line[name]) for name in ("moved", "dropped", "filled") if name in line)


def _remarks(line: Line) -> str:
    if "outcome" in line:
        return str(line["outcome"])
    if line.get("violations"):
        return f"REFUSED: {line['violations']} violations: {line['first_violation']}"
    if "same_as_s" in line:
        return f"ended by itself: the run of {line['same_as_s']:.0f} s"
    return "" if line.get("hit_time_limit", True) else "ended by itself"


def _percent(line: Line, name: str) -> str:
    value = line.get(name, "")
    return f"{100 * value:.2f} %" if isinstance(value, float) else str(value)


def _number(line: Line, name: str, digits: int) -> str:
    value = line.get(name, "")
    return f"{value:.{digits}f}" if isinstance(value, float | int) else str(value)
