"""Raw survey exports (LimeSurvey, forms) into the survey of a territory folder."""

from geodata.survey_import.importer import import_survey
from geodata.survey_import.mapping import SurveyMapping
from geodata.survey_import.mapping_file import MAPPING_FILE, read_mapping, write_mapping
from geodata.survey_import.proposal import propose_mapping
from geodata.survey_import.report import ImportReport, format_report

__all__ = [
    "MAPPING_FILE",
    "ImportReport",
    "SurveyMapping",
    "format_report",
    "import_survey",
    "propose_mapping",
    "read_mapping",
    "write_mapping",
]
