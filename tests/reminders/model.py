"""What planner and sender should do, in plain Python, one subject and one rule at a time.

A subject that is over at the very moment of sending is a cause: its reminder is dropped,
also when the subject comes back within the hour.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directory.calendar import Calendar

PARIS = ZoneInfo("Europe/Paris")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HORIZON = timedelta(days=40)
MORNING, EVENING = 8, 20


@dataclass(frozen=True)
class Expected:
    """A notice as the model has it: planned, cancelled, expired, declined, sent or dropped."""

    state: str
    due: datetime
    not_after: datetime
    missed: str = ""


@dataclass
class Subject:
    ends_on: date
    valid: bool
    email: str
    at_school: bool
    until: date


@dataclass
class Setting:
    hour: int
    number: int
    paused: bool = False


class Model:
    """What should be planned and sent, one subject and one rule at a time."""

    def __init__(self, now, rules, granter):
        self.now, self.planned_at = now, None
        self.granter, self.stopped = granter, set()
        self.subjects, self.notices, self.closed = {}, {}, {}
        self.digests = set()
        self.settings = {one.code: Setting(one.hour, one.offset.number) for one in rules}

    def is_open(self, day, at_school):
        calendar = Calendar({day: (not shut, "Essai") for day, shut in self.closed.items()})
        return calendar.is_school_day(day) if at_school else calendar.is_working_day(day)

    def moment(self, code, anchor, at_school):
        """(day as computed, open day) of a reminder."""
        number = self.settings[code].number
        said, left = anchor, abs(number)
        while code == "model.after" and left:
            said += DAY
            left -= self.is_open(said, at_school=False)
        if code != "model.after":
            said += number * DAY
        leaves = said
        while not self.is_open(leaves, at_school):
            leaves += DAY if number > 0 else -DAY
        return said, leaves

    def readers(self, code, subject):
        """The addresses that the rule writes to."""
        return [subject.email, self.granter] if code == "model.both" else [subject.email]

    def is_at_school(self, pk, email):
        """Whether this reader has the days of schools; who grants roles has not."""
        return email != self.granter and self.subjects[pk].at_school

    @staticmethod
    def until(code, subject):
        """The last day on which the reminder is of use."""
        return subject.until if code == "model.both" else date.max - DAY

    def says(self, code, pk, email):
        """The notice that the rule wants for the subject and the reader now; None for none."""
        setting, subject = self.settings[code], self.subjects[pk]
        if setting.paused or not subject.valid:
            return None
        at_school, until = self.is_at_school(pk, email), self.until(code, subject)
        said, day = self.moment(code, subject.ends_on, at_school)
        if said > until or (code == "model.week" and day == self.day_of_eve(subject)):
            return None
        before = setting.number < 0
        life = -setting.number * DAY / 2 if before else 4 * DAY
        end = min(at(said, setting.hour) + life, at(until + DAY, 0))
        leaves = at(day, setting.hour)
        late = self.late_from(setting.hour, at_school)
        due = max(leaves, late)
        missed = ""
        if leaves >= end:
            missed = "closed"
        elif end <= self.now:
            missed = "outage"
        elif late >= end:
            missed = "closed"
        since = self.now if self.planned_at is None else min(self.planned_at, self.now)
        if min(due, end) > self.now + HORIZON or end <= since:
            return None
        return Expected("expired" if missed else "planned", due, end, missed)

    def day_of_eve(self, subject):
        """The day on which the last of the series leaves; None when it is paused."""
        if self.settings["model.eve"].paused:
            return None
        return self.moment("model.eve", subject.ends_on, subject.at_school)[1]

    def late_from(self, hour, at_school):
        day = today = self.now.astimezone(PARIS).date()
        while not self.is_open(day, at_school):
            day += DAY
        return at(day, hour) if day > today else datetime.min.replace(tzinfo=PARIS)

    def plan(self):
        for code in self.settings:
            said = {
                (code, pk, email, subject.ends_on.isoformat()): wanted
                for pk, subject in self.subjects.items()
                for email in self.readers(code, subject)
                if (wanted := self.says(code, pk, email))
            }
            for key, notice in self.notices.items():
                waits = notice.state in ("planned", "expired") and notice.not_after > self.now
                if key[0] == code and waits and key not in said:
                    self.notices[key] = replace(notice, state="cancelled", missed="")
            for key, wanted in said.items():
                known = self.notices.get(key)
                if known is None:
                    self.notices[key] = wanted
                elif known.state in ("sent", "dropped", "declined"):
                    continue
                elif known.state != "expired" or not wanted.missed:
                    moved = (known.state, known.due, known.not_after) != (
                        wanted.state,
                        wanted.due,
                        wanted.not_after,
                    )
                    self.notices[key] = wanted if moved else known
        self.planned_at = self.now

    def send(self):
        """What leaves now, as keys; what is over or too late gets its cause."""
        due = {
            key: notice
            for key, notice in self.notices.items()
            if notice.state == "planned" and notice.due <= self.now
        }
        for key, notice in due.items():
            if key[2] in self.stopped:
                self.notices[key] = replace(notice, state="declined")
            elif notice.not_after <= self.now:
                self.notices[key] = replace(notice, state="expired", missed="outage")
        alive = {key: one for key, one in due.items() if self.notices[key].state == "planned"}
        carried = self.in_digests(alive) | {key for key in alive if self.is_too_short(key)}
        for key in carried:
            state = "sent" if self.holds(key) else "dropped"
            self.notices[key] = replace(alive[key], state=state)
        return [key for key in carried if self.notices[key].state == "sent"]

    def in_digests(self, due):
        """Those that the digests of this run carry: one an address and day."""
        local = self.now.astimezone(PARIS)
        readers = [
            at_school
            for at_school in (False, True)
            if MORNING <= local.hour < EVENING and self.is_open(local.date(), at_school)
        ]
        read = {key for key in due if self.is_at_school(key[1], key[2]) in readers}
        found = {key for key in read if (key[2], local.date()) not in self.digests}
        self.digests |= {(key[2], local.date()) for key in found}
        return found

    def is_too_short(self, key):
        """Whether it would be over on the next morning of its reader."""
        local = self.now.astimezone(PARIS)
        day = local.date() + (local.time() >= time(MORNING)) * DAY
        while not self.is_open(day, self.is_at_school(key[1], key[2])):
            day += DAY
        return self.notices[key].not_after <= at(day, MORNING)

    def holds(self, key):
        code, pk, email, occasion = key
        subject = self.subjects[pk]
        today = self.now.astimezone(PARIS).date()
        says = subject.valid and not self.settings[code].paused
        is_reader = email in self.readers(code, subject) and occasion == subject.ends_on.isoformat()
        return says and is_reader and today <= self.until(code, subject)


def at(day, hour):
    return datetime.combine(day, time(hour), PARIS).astimezone(ZoneInfo("UTC"))
