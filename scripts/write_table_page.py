"""Write docs/tables.md from the columns that planner.tables declares."""

from pathlib import Path
from typing import Final

from geodata.files import write_atomically
from planner.tables import TABLES, Table

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "tables.md"
INTRODUCTION: Final = """\
# Result tables

`planner.tables` gives a plan's results as pandas data frames, and as geopandas' where there is
a geometry (EPSG:4326). The figures are those of `plan.json`; a test holds them together. A column
keeps its name, unit and meaning within a major version; new ones may be added at any time.

```python
import planner

plan = planner.read_plan("my-departement/plans/2027-01-04-1")
territory = planner.read_territory_of(plan, "my-departement")
communes = planner.tables.communes(plan, territory)
communes.nlargest(10, "unmet_need")[["name", "epci", "unmet_need", "explanation"]]
```

`minutes since midnight` are local times of day: 525 is 08:45. A share lies in [0, 1]. The
territory of a plan that a replan made is the folder's with what happened since: hence
`planner.read_territory_of`.
"""


def describe(table: Table) -> str:
    """Describe a table: what a row is, and every column."""
    arguments = "plan, territory" if table.name in {"communes", "tours"} else "plan"
    call = f"`planner.tables.{table.name}({arguments})`: one row is {table.row}."
    lines = [f"## {table.name}", "", call, ""]
    lines += ["| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{column.name}` | {column.dtype} | {column.unit} | {_cell(column.meaning)} |"
        for column in table.columns
    ]
    if table.geometry:
        lines.append(f"| `geometry` | geometry | degrees | {table.geometry} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Write text so that its bars do not end a cell."""
    return text.replace("|", "\\|")


def format_page() -> str:
    """Write the whole page."""
    return "\n".join([INTRODUCTION, *map(describe, TABLES)])


if __name__ == "__main__":
    write_atomically(PAGE, format_page())
    print(f"Written: {PAGE}")
