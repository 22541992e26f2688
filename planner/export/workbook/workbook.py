"""The sheets of the workbook, in the order of their tabs."""

import io
from datetime import datetime, time
from typing import Final

import xlsxwriter

from planner.export.ground import Ground
from planner.export.workbook.commune_sheet import commune_sheet
from planner.export.workbook.cycle_sheets import adviser_sheet, tour_sheet
from planner.export.workbook.formats import Formats
from planner.export.workbook.grid import write_planning
from planner.export.workbook.notes import anomaly_sheet, assumption_sheet
from planner.export.workbook.session_sheets import rdv_sheet, session_sheet
from planner.export.workbook.tables import write_table
from planner.plan import Plan
from planner.wording import format_territory

WORKBOOK_FILE: Final = "planning.xlsx"


def format_workbook(plan: Plan, ground: Ground | None = None) -> bytes:
    """Write the workbook of a plan; with its ground, anomalies name what publishing lacks."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {
                "title": f"Planning – {format_territory(plan)}",
                "author": f"itinerance {plan.software_version}",
                # The clock would make two equal plans differ.
                "created": datetime.combine(plan.settings.calendar.start, time()),
            }
        )
        workbook.set_calc_mode("auto")
        formats = Formats(workbook)
        write_planning(workbook, formats, plan)
        for table in (
            session_sheet(plan),
            commune_sheet(plan),
            tour_sheet(plan),
            adviser_sheet(plan),
            rdv_sheet(plan),
            assumption_sheet(plan),
            anomaly_sheet(plan, ground),
        ):
            write_table(workbook, formats, table, territory=format_territory(plan))
    return buffer.getvalue()
