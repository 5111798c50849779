"""An RBDE's spreadsheet against the base: what each line would change, then the change.

The shared import (`directory.importing`) judges and writes the companies; contacts and
notes of the sheet are the school's own and are compared here. Nothing is written by a
preview; a second import of the same file changes nothing.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from directory import sql
from directory.importers.companies import SIRENE, CompanyImporter
from directory.importers.files import Format
from directory.importing import STAGING, Options
from directory.models import Company, Contact
from directory.search import fold
from documents.sheet_files import MappedLines
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction
from partnerships.sheet_columns import CONTACT, NAMES, SOURCE, clean

DOUBLE = "En double de la ligne "
SHOWN = ("name", "address", "postcode", "city", "email", "phone", "website")
CONTACT_FIELDS = {
    "last_name": "contact_last",
    "first_name": "contact_first",
    "function": "contact_function",
    "email": "contact_email",
    "phone": "contact_phone",
}
VERDICTS = {
    "created": "nouvelle",
    "updated": "à compléter",
    "unchanged": "inchangée",
    "closed": "inchangée",
    "again": "même entreprise",
    "rejected": "refusée",
}
UNKNOWN = "SIRET absent, et aucune entreprise connue ne porte ce nom à ce code postal."
CLOSED = "Cette entreprise a fermé, selon le répertoire."
ELSEWHERE = "Hors de votre département : laissée."


@dataclass
class Line:
    """What the import does with one line of the file."""

    number: int
    verdict: str
    siret: str = ""
    name: str = ""
    error: str = ""
    changes: list = field(default_factory=list)
    twin: str = ""
    contact: str = ""
    note: str = ""

    @property
    def word(self):
        return VERDICTS[self.verdict]


@dataclass
class Result:
    """Every line with its verdict, and how many of each."""

    lines: list

    def count(self, *verdicts):
        return sum(line.verdict in verdicts for line in self.lines)

    @property
    def counts(self):
        """[(words, number)] for the summary, without the zeros."""
        contacts = Counter(line.contact for line in self.lines)
        notes = Counter(line.note for line in self.lines)
        said = [
            ("entreprise nouvelle", "entreprises nouvelles", self.count("created")),
            ("entreprise à compléter", "entreprises à compléter", self.count("updated")),
            ("entreprise inchangée", "entreprises inchangées", self.count("unchanged", "closed")),
            ("contact nouveau", "contacts nouveaux", contacts["nouveau"]),
            ("contact à compléter", "contacts à compléter", contacts["à compléter"]),
            ("note nouvelle", "notes nouvelles", notes["nouvelle"]),
            ("ligne refusée", "lignes refusées", self.count("rejected")),
        ]
        return [(many if number > 1 else one, number) for one, many, number in said if number]

    @property
    def errors(self):
        return [line for line in self.lines if line.verdict == "rejected"]


class SheetImporter(CompanyImporter):
    """Companies of one's départements; the State's directory keeps what it says."""

    columns: tuple[str, ...] = (*CompanyImporter.columns, "email", "phone", "website")
    extras = {
        **CompanyImporter.extras,
        "folded": "text",
        **dict.fromkeys(CONTACT, "text"),
        "note": "text",
        "met_on": "date",
    }
    limits_of_contact = {
        CONTACT_FIELDS[field.name]: field.max_length
        for field in Contact._meta.fields
        if field.name in CONTACT_FIELDS
    }
    sources = (SIRENE, SOURCE)

    def __init__(self, source, departments, options):
        form = Format("tableau", "", required=NAMES, clean=clean, importer=SheetImporter)
        super().__init__(source, form, options)
        self.departments = departments
        self.lines = {}
        self.said = []

    def check_lengths(self, values):
        super().check_lengths(values)
        for name, limit in self.limits_of_contact.items():
            values[name] = values[name] and values[name][:limit]

    def resolve(self):
        """A line without SIRET is that of the one known company of its name and postcode."""
        sql.execute(
            f"UPDATE {STAGING} AS s SET siret = found.siret, siren = found.siren FROM ("
            f" SELECT sort_key, postcode, min(siret) AS siret, min(siren) AS siren"
            f" FROM {self.table} WHERE siret IS NOT NULL AND is_active"
            f" AND (sort_key, postcode) IN (SELECT folded, postcode FROM {STAGING}"
            f" WHERE siret IS NULL AND reject IS NULL)"
            f" GROUP BY 1, 2 HAVING count(*) = 1) AS found"
            f" WHERE s.siret IS NULL AND s.folded = found.sort_key AND s.postcode = found.postcode"
        )
        self._reject("s.siret IS NULL", UNKNOWN)
        super().resolve()
        known = f"FROM {self.table} AS t WHERE t.siret = s.siret"
        sql.execute(
            f"UPDATE {STAGING} AS s SET is_active = coalesce((SELECT t.is_active {known}), true),"
            f" name = CASE WHEN (SELECT t.is_masked {known}) THEN NULL ELSE s.name END,"
            f" department_id = coalesce((SELECT t.department_id {known}), s.department_id)"
        )
        self._reject("s.is_active = false", CLOSED)
        if self.departments is not None:
            own = "coalesce(s.department_id, '') <> ALL (%s)"
            self._reject(own, ELSEWHERE, sorted(self.departments))
        new = f"NOT EXISTS (SELECT 1 {known})"
        self._reject(f"s.name IS NULL AND {new}", "Entreprise inconnue : il faut son nom.")

    def _reject(self, condition, reason, *values):
        sql.execute(
            f"UPDATE {STAGING} AS s SET reject = %s WHERE s.reject IS NULL AND {condition}",
            [reason, *values],
        )

    def finish(self, outcome):
        """What each line would do is read before anything is written."""
        after = ", ".join(f"{self.merged(name)} AS after_{name}" for name in SHOWN)
        before = ", ".join(f"t.{name}" for name in SHOWN)
        found = sql.rows(
            f"SELECT s.line, s.shown_key, s.siret, s.name, s.reject, s.verdict, {before}, {after}"
            f" FROM {STAGING} AS s LEFT JOIN {self.table} AS t ON t.id = s.target ORDER BY s.line"
        )
        for number, key, siret, name, reject, verdict, *values in found:
            line = Line(number, verdict or "rejected", siret or key or "", name or "")
            if reject:
                line.verdict, line.error = "rejected", reject
            elif verdict == "updated":
                line.changes = self._changes(values)
            self.lines[number] = line
        self._find_twins()
        self._read_people()

    def _changes(self, values):
        half = len(SHOWN)
        pairs = zip(SHOWN, values[:half], values[half:], strict=True)
        return [
            (str(self.fields[name].verbose_name), old or "", new or "")
            for name, old, new in pairs
            if (old or "") != (new or "")
        ]

    def _find_twins(self):
        """A new SIRET under a name and a postcode that another company has."""
        twins = sql.rows(
            f"SELECT s.line, t.name, t.siret FROM {STAGING} AS s JOIN {self.table} AS t"
            f" ON t.sort_key = s.folded AND t.postcode = s.postcode"
            f" WHERE s.verdict = 'created' AND s.reject IS NULL"
        )
        for number, name, siret in twins:
            self.lines[number].twin = f"{name} (SIRET {siret or 'absent'})"

    def _read_people(self):
        """Contacts and notes, also of a line whose company an earlier line told."""
        names = (*CONTACT, "note", "met_on")
        found = sql.rows(
            f"SELECT line, siret, {', '.join(names)} FROM {STAGING}"
            f" WHERE reject IS NULL OR reject LIKE %s ORDER BY line",
            [f"{DOUBLE}%"],
        )
        for number, siret, *values in found:
            said = dict(zip(names, values, strict=True))
            line = self.lines[number]
            if line.verdict == "rejected" and (said["contact_last"] or said["note"]):
                line.verdict, line.error = "again", ""
            if line.verdict != "rejected":
                self.said.append((line, siret, said))


class People:
    """The contacts and notes of a sheet, in the name of one school or office."""

    def __init__(self, importer, author, holder, today):
        self.said, self.author, self.holder, self.today = importer.said, author, holder, today
        keys = {siret for _, siret, _ in self.said}
        rows = Company.objects.filter(siret__in=keys).order_by()
        self.companies = dict(rows.values_list("siret", "pk"))
        self.contacts = {(row.company_id, row.sort_key): row for row in self._known_contacts()}
        self.notes = set(self._known_notes())
        self.new_contacts, self.changed, self.new_notes = [], [], []

    def _known_contacts(self):
        school = self.holder.get("school")
        if school is None:
            return []
        return Contact.objects.filter(owner_school=school, company__in=self.companies.values())

    def _known_notes(self):
        rows = Interaction.objects.filter(**self.holder, company__in=self.companies.values())
        return rows.values_list("company", "text")

    def compare(self):
        """Say on each line what becomes of its contact and its note."""
        for line, siret, said in self.said:
            company = self.companies.get(siret)
            if said["contact_last"] and "school" in self.holder:
                line.contact = self._contact(siret, company, said)
            if said["note"]:
                line.note = self._note(siret, company, said)

    def _contact(self, siret, company, said):
        values = {name: said[key] for name, key in CONTACT_FIELDS.items() if said[key]}
        key = (company or siret, fold(f"{said['contact_last']} {said['contact_first'] or ''}"))
        known = self.contacts.get(key)
        if known is None:
            school = self.holder["school"]
            known = Contact(company_id=company, owner_school=school, **values)
            self.contacts[key] = known
            self.new_contacts.append(known)
            return "nouveau"
        different = {name for name, value in values.items() if getattr(known, name) != value}
        if not different - {"last_name", "first_name"}:
            return "inchangé"
        for name in different:
            setattr(known, name, values[name])
        if known.pk:
            self.changed.append(known)
        return "à compléter"

    def _note(self, siret, company, said):
        key = (company or siret, said["note"])
        if key in self.notes:
            return "inchangée"
        self.notes.add(key)
        day = min(said["met_on"] or self.today, self.today)
        self.new_notes.append(
            Interaction(
                company_id=company,
                kind=InteractionKind.NOTE,
                happened_on=day,
                text=said["note"][:4000],
                author=self.author,
                **self.holder,
            )
        )
        return "nouvelle"

    def write(self):
        Contact.objects.bulk_create(self.new_contacts, batch_size=1000)
        names = [*CONTACT_FIELDS]
        Contact.objects.bulk_update(self.changed, names, batch_size=500)
        Interaction.objects.bulk_create(self.new_notes, batch_size=1000)


def run(sheet, mapping, *, departments, author, holder, dry_run, today=None):
    """The Result of a sheet; what it says is written unless `dry_run`.

    `departments`: codes that the lines may concern, None for all. Raises NotProcessed when
    another import is running.
    """
    importer = SheetImporter(MappedLines(sheet, mapping), departments, Options(dry_run=dry_run))
    importer.run()
    people = People(importer, author, holder, today or dt.date.today())
    people.compare()
    if not dry_run:
        people.write()
    return Result(sorted(importer.lines.values(), key=lambda line: line.number))
