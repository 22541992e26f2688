"""What was measured, as Markdown."""

from collections.abc import Callable, Sequence

Line = dict[str, str | float | int]
"""One measurement, as :mod:`scripts.bench_plan` writes it."""
Column = tuple[str, Callable[[Line], str]]


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
        *_costs(),
    ]


def _costs() -> list[Column]:
    return [
        ("wall s", lambda line: _number(line, "wall_s", 0)),
        ("CPU s", lambda line: _number(line, "cpu_s", 0)),
        ("peak MB", lambda line: _number(line, "peak_mb", 0)),
        ("remarks", _remarks),
    ]


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
    return ""


def _percent(line: Line, name: str) -> str:
    value = line.get(name, "")
    return f"{100 * value:.2f} %" if isinstance(value, float) else str(value)


def _number(line: Line, name: str, digits: int) -> str:
    value = line.get(name, "")
    return f"{value:.{digits}f}" if isinstance(value, float | int) else str(value)
