from reports.models.declarations import Declaration, DeclaredCount
from reports.models.published import REPORT, PublishedReport

__all__ = ["REPORT", "Declaration", "DeclaredCount", "PublishedReport"]
