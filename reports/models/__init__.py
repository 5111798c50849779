from reports.models.counted import CountedYear, HiddenFigures
from reports.models.declarations import Declaration, DeclaredCount
from reports.models.exports import Export
from reports.models.published import REPORT, PublishedReport
from reports.models.trends import ExportColumns, WeeklyFigures

__all__ = [
    "REPORT",
    "CountedYear",
    "Declaration",
    "DeclaredCount",
    "Export",
    "ExportColumns",
    "HiddenFigures",
    "PublishedReport",
    "WeeklyFigures",
]
