from reports.models.declarations import Declaration, DeclaredCount
from reports.models.exports import Export
from reports.models.published import REPORT, PublishedReport

__all__ = ["REPORT", "Declaration", "DeclaredCount", "Export", "PublishedReport"]
