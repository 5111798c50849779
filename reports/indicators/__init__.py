"""The figures of the year as data: each with its code, label, definition, unit, source and
counting rule."""

from reports.indicators import (
    actions,
    coverage,
    cup,
    events,
    immersions,
    network,
    opinions,
    partners,
    placements,
    requests,
    vocational,
)
from reports.indicators.base import Indicator, Ratio, Source, Theme

INDICATORS = (
    *immersions.INDICATORS,
    *opinions.INDICATORS,
    *cup.INDICATORS,
    *placements.INDICATORS,
    *vocational.INDICATORS,
    *partners.INDICATORS,
    *requests.INDICATORS,
    *network.INDICATORS,
    *actions.INDICATORS,
    *events.INDICATORS,
    *coverage.INDICATORS,
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}

__all__ = ["BY_CODE", "INDICATORS", "Indicator", "Ratio", "Source", "Theme"]
