"""Hours as people type them: "9-12", "8h30 - 12h", "13:30 à 17:00"."""

import re

from placements.rules.presence import WeekTable, clock

TIME = r"(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?"
RANGE = re.compile(rf"^{TIME}\s*(?:-|–|à|a|/)\s*{TIME}$", re.IGNORECASE)
ONE_TIME = re.compile(rf"^{TIME}$", re.IGNORECASE)
MINUTES = re.compile(r"^(\d{1,3})\s*min(?:utes)?$", re.IGNORECASE)
NOTHING = {"", "-", "–", "—", "0", "non", "repos"}


def parse_range(text):
    """(start, end) in minutes since midnight, or None for no presence.

    Raises ValueError for what cannot be read.
    """
    text = text.strip().lower().replace(" h", "h")
    if text in NOTHING:
        return None
    match = RANGE.match(text)
    if match is None:
        raise ValueError(text)
    start_hour, start_minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    if max(start_hour, end_hour) > 24 or max(start_minute, end_minute) > 59:
        raise ValueError(text)
    return start_hour * 60 + start_minute, end_hour * 60 + end_minute


def parse_time(text):
    """Minutes of a time or of a duration: "8 h 30", "4h30", "30 min". Raises ValueError."""
    text = text.strip()
    if minutes := MINUTES.match(text):
        return int(minutes[1])
    match = ONE_TIME.match(text)
    if match is None or int(match[2] or 0) > 59:
        raise ValueError(text)
    return int(match[1]) * 60 + int(match[2] or 0)


def in_words(span):
    """9 h–12 h 30, as it is shown and may be typed again; empty for None."""
    return f"{clock(span[0])}–{clock(span[1])}" if span else ""


def table_of(kept):
    """The WeekTable of what `Stay.table` keeps."""
    days = [tuple(tuple(span) for span in ranges) for ranges in kept or []]
    return WeekTable(tuple(days + [()] * (7 - len(days))))


def day_in_words(ranges):
    """9 h–12 h et 13 h 30–17 h."""
    return " et ".join(in_words(span) for span in ranges)
