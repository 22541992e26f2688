"""planning.xlsx: the coordinator's workbook.

Written with XlsxWriter rather than openpyxl: its files carry no clock, so that equal plans give
equal bytes, text is written as text whatever it begins with, and a total shows its value in
programs that do not compute. openpyxl stays what reads workbooks.
"""

from planner.export.workbook.workbook import WORKBOOK_FILE, format_workbook

__all__ = ["WORKBOOK_FILE", "format_workbook"]
