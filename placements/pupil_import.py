"""A school's file of pupils against the base: what each line would change, then the change.

Idempotent on the school's own number, else on name and birth date. An empty cell says
nothing: it never erases what is known.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from directory.models import ClassGroup
from directory.search import fold
from documents.import_results import ImportResult
from placements.class_names import unknown_class
from placements.models import LegalGuardian, Pupil
from placements.pupil_columns import NAMES, clean

VERDICTS = {
    "created": "nouvel élève",
    "updated": "à compléter",
    "moved": "change de classe",
    "unchanged": "inchangé",
    "rejected": "refusée",
}
FIELDS = (
    "school_number",
    "last_name",
    "first_name",
    "birth_date",
    "sex",
    "municipality_code",
    "email",
    "phone",
)


@dataclass
class Line:
    """What the import does with one line of the file."""

    number: int
    verdict: str
    name: str = ""
    group: str = ""
    error: str = ""
    changes: list = field(default_factory=list)

    @property
    def word(self):
        return VERDICTS[self.verdict]


class Result(ImportResult):
    words = {
        "created": ("nouvel élève", "nouveaux élèves"),
        "updated": ("élève à compléter", "élèves à compléter"),
        "moved": ("changement de classe", "changements de classe"),
        "unchanged": ("élève inchangé", "élèves inchangés"),
        "rejected": ("ligne refusée", "lignes refusées"),
    }


class Comparison:
    """The lines of a sheet against the pupils of one school, for one school year.

    `may_follow(group)` says whether the person may enter pupils of that class.
    """

    def __init__(self, school, school_year, may_follow):
        self.may_follow, self.school_year = may_follow, school_year
        groups = ClassGroup.objects.filter(school=school, school_year=school_year)
        self.groups = {group.sort_key: group for group in groups}
        pupils = Pupil.objects.filter(school=school).select_related("class_group")
        known = list(pupils.prefetch_related("guardians"))
        self.by_number = {row.school_number: row for row in known if row.school_number}
        self.by_name = {self._key(row.last_name, row.first_name, row.birth_date): row
                        for row in known}  # fmt: skip
        self.school, self.seen = school, {}
        self.new, self.changed, self.guardians, self.moved = [], [], [], []

    def lines(self, sheet, mapping):
        """The verdict of each line, in the order of the file."""
        return [self._line(number, cells, mapping) for number, cells in sheet.lines]

    def _line(self, number, cells, mapping):
        row = {n: cells[mapping[n]] if n in mapping else "" for n in NAMES}
        shown = " ".join(filter(None, (row["last_name"], row["first_name"], row["full_name"])))
        try:
            values = clean(row)
            group = self._group(values["class_name"])
            pupil = self._pupil(values, number)
        except ValidationError as error:
            return Line(number, "rejected", shown, row["class_name"], " ".join(error.messages))
        return self._compare(number, pupil, values, group)

    def _group(self, name):
        group = self.groups.get(fold(name))
        if group is None:
            raise ValidationError(unknown_class(name, self.school, self.school_year))
        if not self.may_follow(group):
            raise ValidationError(f"Vous ne suivez pas les élèves de la classe {group}.")
        return group

    def _pupil(self, values, number):
        """The known pupil of the line, or a new one; a pupil stands on one line only."""
        key = self._key(values["last_name"], values["first_name"], values["birth_date"])
        by_number = self.by_number.get(values["school_number"])
        pupil = by_number or self.by_name.get(key)
        if pupil is not None and not by_number and self._other_number(pupil, values):
            pupil = None
        same = pupil.pk if pupil else (values["school_number"] or key)
        if same in self.seen:
            raise ValidationError(f"En double de la ligne {self.seen[same]}.")
        self.seen[same] = number
        return pupil or Pupil(school=self.school)

    @staticmethod
    def _other_number(pupil, values):
        """Two pupils of one name and birth date have two numbers."""
        number = values["school_number"]
        return bool(number and pupil.school_number and number != pupil.school_number)

    @staticmethod
    def _key(last_name, first_name, birth_date):
        return fold(f"{last_name} {first_name}"), birth_date

    def _compare(self, number, pupil, values, group):
        changes = []
        for name in FIELDS:
            if values[name] and getattr(pupil, name) != values[name]:
                label = pupil._meta.get_field(name).verbose_name
                changes.append((str(label), getattr(pupil, name) or "", values[name]))
                setattr(pupil, name, values[name])
        moved = pupil.pk and pupil.class_group_id != group.pk
        if moved:
            changes.append(("classe", str(pupil.class_group), str(group)))
            self.moved.append(pupil)
        changes += self._guardian_changes(pupil, values["guardians"])
        line = Line(number, self._verdict(pupil, changes, moved), str(pupil), str(group), "", [])
        if pupil.pk:
            line.changes = changes
        pupil.class_group = group
        pupil.left_on = None
        if line.verdict != "unchanged":
            (self.changed if pupil.pk else self.new).append(pupil)
        return line

    @staticmethod
    def _verdict(pupil, changes, moved):
        if not pupil.pk:
            return "created"
        if moved:
            return "moved"
        return "updated" if changes or pupil.left_on else "unchanged"

    def _guardian_changes(self, pupil, guardians):
        known = {row.rank: row for row in pupil.guardians.all()} if pupil.pk else {}
        changes = []
        for rank, values in guardians.items():
            if not values["last_name"]:
                continue
            row = known.get(rank) or LegalGuardian(pupil=pupil, rank=rank)
            different = [n for n, value in values.items() if value and getattr(row, n) != value]
            if different:
                before = str(row)
                for name in different:
                    setattr(row, name, values[name])
                changes.append((f"responsable légal {rank}", before, str(row)))
                self.guardians.append(row)
        return changes

    def write(self):
        """Everything that differs, in a few statements."""
        Pupil.objects.bulk_create(self.new, batch_size=500)
        Pupil.objects.bulk_update(self.changed, [*FIELDS, "class_group", "left_on"], batch_size=500)
        for row in self.guardians:
            row.pupil_id = row.pupil.pk
        LegalGuardian.objects.bulk_create(
            [row for row in self.guardians if row.pk is None], batch_size=500
        )
        LegalGuardian.objects.bulk_update(
            [row for row in self.guardians if row.pk],
            ["last_name", "first_name", "email", "phone"],
            batch_size=500,
        )
