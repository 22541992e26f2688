"""Write docs/plan.schema.json anew from the code."""

from pathlib import Path

from geodata.files import write_atomically
from planner.plan.file import format_plan_schema

if __name__ == "__main__":
    path = Path(__file__).resolve().parents[1] / "docs" / "plan.schema.json"
    write_atomically(path, format_plan_schema().encode())
    print(f"Written: {path}")
