"""Stories for planner and sender: each is what some fault of theirs needs to be seen.

(first day, hour, acts of `test_model.Machine`), whatever chance finds besides.
"""

from datetime import date

SUMMER_ENDS = date(2027, 10, 22)
LEAP_DAY = date(2028, 2, 21)
WINTER = date(2027, 1, 29)  # holidays of zone C
CHRISTMAS = date(2026, 12, 15)
MAY = date(2027, 4, 28)  # its bridges
STARTS = [SUMMER_ENDS, LEAP_DAY, WINTER, CHRISTMAS, MAY]

STORIES = {
    "the date moves, and back": (
        SUMMER_ENDS,
        8,
        [
            ("move_date", 2, 5),
            ("minutes_pass", 10),
            ("move_date", 2, -5),
            ("minutes_pass", 10),
            ("days_pass", 3, 0),
            ("move_date", 2, -2),
            ("days_pass", 3, 4),
            ("move_date", 1, 9),
            ("days_pass", 3, 0),
        ],
    ),
    "over, and back": (
        SUMMER_ENDS,
        8,
        [
            ("end_or_revive", 1),
            ("minutes_pass", 10),
            ("end_or_revive", 1),
            ("minutes_pass", 10),
            ("end_or_revive", 0),
            ("outage", 3, "planner"),
            ("end_or_revive", 0),
            ("days_pass", 3, 0),
        ],
    ),
    "another reader": (
        MAY,
        8,
        [
            ("change_recipient", 2, 0),
            ("minutes_pass", 10),
            ("change_recipient", 0, 2),
            ("outage", 4, "planner"),
            ("days_pass", 3, 0),
            ("change_recipient", 0, 0),
            ("days_pass", 3, 0),
        ],
    ),
    "moved while the planner is down": (
        CHRISTMAS,
        8,
        [("move_date", 2, 9), ("move_date", 0, 2), ("outage", 9, "planner"), ("days_pass", 2, 0)],
    ),
    "set and paused": (
        MAY,
        8,
        [
            ("set_rule", ("model.week", -10), 15),
            ("minutes_pass", 10),
            ("pause_or_resume", "model.eve"),
            ("days_pass", 2, 0),
            ("pause_or_resume", "model.week"),
            ("outage", 2, "planner"),
            ("pause_or_resume", "model.eve"),
            ("set_rule", ("model.eve", -2), 11),
            ("days_pass", 3, 0),
            ("pause_or_resume", "model.week"),
            ("days_pass", 3, 0),
        ],
    ),
    "paused while the planner is down": (
        SUMMER_ENDS,
        8,
        [
            ("pause_or_resume", "model.week"),
            ("pause_or_resume", "model.after"),
            ("outage", 9, "planner"),
            ("days_pass", 1, 0),
        ],
    ),
    "of use no longer while the planner is down": (
        SUMMER_ENDS,
        8,
        [
            ("move_last_day", 0, 2),
            ("minutes_pass", 10),
            ("move_last_day", 0, -4),
            ("outage", 7, "planner"),
            ("days_pass", 1, 0),
        ],
    ),
    "both of a series on one day, the last one paused": (
        MAY,
        8,
        [
            ("add", 12, 0, False),
            ("set_rule", ("model.week", -3), 8),
            ("minutes_pass", 10),
            ("pause_or_resume", "model.eve"),
            ("minutes_pass", 10),
        ],
    ),
    "another end, the same open day": (
        MAY,
        8,
        [
            ("set_rule", ("model.week", -5), 8),
            ("minutes_pass", 10),
            ("set_rule", ("model.week", -6), 8),
            ("minutes_pass", 10),
        ],
    ),
    "set late: no longer of use": (
        SUMMER_ENDS,
        8,
        [
            ("set_rule", ("model.both", 5), 9),
            ("minutes_pass", 10),
            ("set_rule", ("model.both", 3), 19),
            ("days_pass", 3, 9),
            ("set_rule", ("model.both", 2), 9),
            ("outage", 5, "planner"),
            ("days_pass", 3, 0),
        ],
    ),
    "everything down": (
        SUMMER_ENDS,
        8,
        [("outage", 9, "both"), ("minutes_pass", 10), ("outage", 6, "sender"), ("days_pass", 1, 0)],
    ),
    "the sender down": (MAY, 8, [("outage", 8, "sender"), ("days_pass", 2, 0)]),
    "schools close": (
        WINTER,
        8,
        [
            *[("correct_calendar", ahead, True) for ahead in range(5, 16)],
            ("minutes_pass", 10),
            ("days_pass", 3, 0),
            ("correct_calendar", 3, False),
            ("days_pass", 3, 0),
            ("add", 1, 1, True),
            ("days_pass", 3, 0),
        ],
    ),
    "far away": (
        LEAP_DAY,
        8,
        [("add", 25, 0, True), ("move_date", 3, 15), ("move_date", 2, 30), ("minutes_pass", 10)],
    ),
    "mails stopped": (
        SUMMER_ENDS,
        8,
        [
            ("stop_or_take_again", 0),
            ("days_pass", 3, 0),
            ("days_pass", 2, 0),
            ("stop_or_take_again", 0),
            ("days_pass", 3, 0),
        ],
    ),
    "in winter": (CHRISTMAS, 7, [("days_pass", 3, 0)] * 5),
}
