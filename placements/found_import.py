"""A list of placements that families found, against the base: what each line would record.

Pupils are found by the school's number, else by name and class. Companies by SIRET, then by
name and postcode; a close name is doubtful, and somebody chooses. Idempotent: a placement at
the same host on the same days is left as it is.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from directory.duplicates import doubles
from directory.identifiers import department_of_postcode
from directory.models import ClassGroup, Company, Department
from directory.search import fold
from directory.violations import Violation
from documents.import_results import ImportResult
from placements.class_names import another_class, unknown_class
from placements.enums import HELD, Source
from placements.found_columns import NAMES, clean
from placements.models import Campaign, Placement, Pupil, Stay
from placements.rules import kinds_of
from placements.workflow.checks import check_found
from placements.workflow.facts import Facts
from placements.workflow.placements import Found, Hosting
from placements.workflow.pupils import check_author

NEW, ASIDE = "nouvelle", "aucun"
VERDICTS = {
    "created": "stage à enregistrer",
    "doubtful": "entreprise à choisir",
    "aside": "laissée de côté",
    "unchanged": "déjà enregistré",
    "rejected": "refusée",
}
DETAILS = ("tutor_name", "tutor_function", "tutor_email", "tutor_phone")


@dataclass
class Line:
    """What the import does with one line of the file."""

    number: int
    verdict: str
    name: str = ""
    group: str = ""
    host: str = ""
    error: str = ""
    how: str = ""
    warnings: list = field(default_factory=list)
    found: Found | None = None
    match: "Match | None" = None
    values: dict = field(default_factory=dict)

    @property
    def word(self):
        return VERDICTS[self.verdict]


@dataclass
class Match:
    """Which company a line means: one of the base, a new one, or somebody must say."""

    company: Company | None = None
    how: str = ""
    is_new: bool = False
    # Sheets of the base that look like it: asked under the name `asks`, answered `said`.
    doubtful: list = field(default_factory=list)
    asks: str = ""
    said: str = ""

    @property
    def choices(self):
        """[(value, words)] of what is asked."""
        close = [(str(one.company.pk), _words(one)) for one in self.doubtful]
        return [*close, (NEW, "Une autre : créer sa fiche"), (ASIDE, "Laisser de côté")]


def _words(double):
    return f"{double.company}, {double.company.city} ({double.why})"


class Result(ImportResult):
    words = {
        "created": ("stage à enregistrer", "stages à enregistrer"),
        "doubtful": ("entreprise à choisir", "entreprises à choisir"),
        "unchanged": ("stage déjà enregistré", "stages déjà enregistrés"),
        "aside": ("ligne laissée de côté", "lignes laissées de côté"),
        "rejected": ("ligne refusée", "lignes refusées"),
    }


class Companies:
    """The company of each line; the same host on two lines is asked once.

    `chosen`: {asks: key of a company, NEW or ASIDE} as the person answered.
    """

    def __init__(self, chosen):
        self.chosen, self.known = chosen, {}

    def match(self, number, values):
        key = values["siret"] or (fold(values["host_name"]), values["postcode"])
        if key not in self.known:
            self.known[key] = self._find(number, values)
        return self.known[key]

    def _find(self, number, values):
        if values["siret"]:
            same = Company.objects.filter(siret=values["siret"]).first()
            if same is not None:
                return self._usable(same.living, "même SIRET")
            return self._new(values)
        same = Company.objects.active().filter(
            sort_key=fold(values["host_name"]), postcode=values["postcode"]
        )
        exact = list(same[:2]) if values["postcode"] else []
        if len(exact) == 1:
            return Match(exact[0], "même nom, même code postal")
        rows = Company.objects.active()
        close = doubles(rows, name=values["host_name"], postcode=values["postcode"])
        return self._ask(f"entreprise-{number}", close, values) if close else self._new(values)

    @staticmethod
    def _usable(company, how):
        if not company.is_active:
            raise ValidationError(f"{company} a fermé, selon le répertoire. Vérifiez le SIRET.")
        return Match(company, how)

    @staticmethod
    def _new(values):
        if not values["host_name"]:
            raise ValidationError("Cette entreprise n’est pas encore connue : il faut son nom.")
        code = department_of_postcode(values["postcode"])
        if not Department.objects.filter(pk=code).exists():
            raise ValidationError("Il faut le code postal de l’entreprise, qui est nouvelle.")
        company = Company(name=values["host_name"], siren=values["siret"][:9])
        return Match(company, "nouvelle fiche, à vérifier", is_new=True)

    def _ask(self, asks, close, values):
        """What was chosen among what was shown; anything else is asked again."""
        said = self.chosen.get(asks, "")
        shown = {"doubtful": close, "asks": asks, "said": said}
        if said == NEW:
            return replace(self._new(values), **shown)
        same = [one.company for one in close if said == str(one.company.pk)]
        return Match(same[0], "choisie", **shown) if same else Match(**shown)


class FoundComparison:
    """The lines of a sheet against the pupils of one school that `actor` follows.

    `is_signed`: every agreement of the file was signed elsewhere.
    """

    def __init__(self, actor, school, school_year, may_follow, chosen, *, is_signed=False):
        self.actor, self.school, self.school_year = actor, school, school_year
        self.may_follow, self.is_signed = may_follow, is_signed
        self.companies = Companies(chosen)
        groups = ClassGroup.objects.filter(school=school, school_year=school_year)
        self.groups = {group.sort_key: group for group in groups}
        self.seen = {}

    @cached_property
    def pupils(self):
        """Those of the year whom the actor reads by name, with what holds them."""
        stays = Prefetch("stays", Stay.objects.select_related("company"))
        held = Placement.objects.filter(state__in=HELD).prefetch_related(stays)
        rows = (
            Pupil.objects.visible_to(self.actor)
            .present()
            .filter(school=self.school, class_group__school_year=self.school_year)
        )
        related = ("class_group__school_year", "class_group__diploma", "school")
        return list(
            rows.select_related(*related).prefetch_related(Prefetch("placements", held, "held"))
        )

    @cached_property
    def _named(self):
        """{name without accents: pupils}."""
        found = defaultdict(list)
        for pupil in self.pupils:
            found[fold(f"{pupil.last_name} {pupil.first_name}")].append(pupil)
        return found

    @cached_property
    def _numbered(self):
        return {pupil.school_number: pupil for pupil in self.pupils}

    def lines(self, sheet, mapping):
        """The verdict of each line, in the order of the file."""
        lines = [self._line(number, cells, mapping) for number, cells in sheet.lines]
        self._check([line for line in lines if line.verdict == "created"])
        return lines

    def _check(self, lines):
        """The rules of those that would be recorded, each beside those before it: what is
        read of the base is read once."""
        groups = {line.found.pupil.class_group_id: line.found.pupil.class_group for line in lines}
        lacks = {key: check_author(self.actor, group) for key, group in groups.items()}
        facts = Facts.of(line.found for line in lines)
        for line in lines:
            found = line.found
            violations = lacks[found.pupil.class_group_id] + self._once(line)
            violations += [] if violations else check_found(found, facts)
            blocking = [one.message for one in violations if one.blocking]
            if blocking:
                line.verdict, line.error = "rejected", " ".join(blocking)
                continue
            facts.add(found)
            self.seen.setdefault(found.pupil.pk, []).append(line)
            line.warnings = [one.message for one in violations]

    def _once(self, line):
        """Two lines of the file do not place one pupil on the same days (R-PL-7)."""
        found = line.found
        for other in self.seen.get(found.pupil.pk, []):
            if other.found.first <= found.last and found.first <= other.found.last:
                text = f"Cet élève a un autre stage à ces dates, ligne {other.number}."
                return [Violation("R-PL-7", text)]
        return []

    def _line(self, number, cells, mapping):
        row = {name: cells[mapping[name]] if name in mapping else "" for name in NAMES}
        names = (row["last_name"], row["first_name"], row["full_name"])
        shown = " ".join(filter(None, names)) or row["school_number"]
        line = Line(number, "rejected", shown, row["class_name"], row["host_name"] or row["siret"])
        try:
            values = clean(row)
            pupil = self._pupil(values)
            line.name, line.group = str(pupil), str(pupil.class_group)
            self._compare(line, pupil, values)
        except ValidationError as error:
            line.verdict, line.error = "rejected", " ".join(error.messages)
        return line

    def _pupil(self, values):
        if values["school_number"]:
            same = self._numbered.get(values["school_number"])
            if same:
                return same
        if not values["last_name"]:
            raise ValidationError("Aucun élève que vous suivez ne porte ce numéro.")
        group = self._group(values["class_name"])
        named = self._named.get(fold(f"{values['last_name']} {values['first_name']}"), [])
        found = [p for p in named if group is None or p.class_group_id == group.pk]
        if named and not found:
            raise ValidationError(another_class(named[0], group))
        born = values["birth_date"]
        found = [p for p in found if not born or p.birth_date in (None, born)]
        if not found:
            where = f"en {group}" if group else "dans les classes que vous suivez"
            raise ValidationError(f"Aucun élève de ce nom {where} : inscrivez-le d’abord.")
        if len(found) > 1:
            text = "Plusieurs élèves portent ce nom : ajoutez la classe, le numéro ou la naissance."
            raise ValidationError(text)
        return found[0]

    def _group(self, name):
        if not name:
            return None
        group = self.groups.get(fold(name))
        if group is None:
            raise ValidationError(unknown_class(name, self.school, self.school_year))
        if not self.may_follow(group):
            raise ValidationError(f"Vous ne suivez pas les élèves de la classe {group}.")
        return group

    def _compare(self, line, pupil, values):
        starts_on, ends_on = self._days(pupil, values)
        match = self.companies.match(line.number, values)
        line.match, line.values, line.how = match, values, match.how
        if self._is_known(pupil, match, starts_on, ends_on):
            line.verdict = "unchanged"
            return
        if match.company is None:
            line.verdict = "aside" if match.said == ASIDE else "doubtful"
            return
        line.host = str(match.company)
        line.found = self._found(pupil, match.company, starts_on, ends_on, values)
        line.verdict = "created"

    def _days(self, pupil, values):
        """Those of the file, else of the period that it names, else the one window of the
        class: its own weeks when it has any, else those of its level."""
        if values["starts_on"]:
            return values["starts_on"], values["ends_on"]
        group, named = pupil.class_group, values["period"]
        windows = self._windows[group.pk]
        if named:
            windows = [one for one in windows if fold(one.label) == fold(named)]
            if not windows:
                text = (
                    f"La classe n’a pas de période « {named} » : corrigez-la, ou mettez les dates."
                )
                raise ValidationError(text)
        if len(windows) != 1:
            raise ValidationError("Il faut les dates : la classe n’a pas une seule période.")
        return windows[0].starts_on, windows[0].ends_on

    @cached_property
    def _windows(self):
        return Campaign.objects.by_class(pupil.class_group for pupil in self.pupils)

    @staticmethod
    def _is_known(pupil, match, starts_on, ends_on):
        """Whether this very placement is recorded: a doubtful host was chosen that time."""
        may_be = {double.company.pk for double in match.doubtful}
        may_be |= {match.company.pk} if match.company and match.company.pk else set()
        return any(
            (row.starts_on, row.ends_on) == (starts_on, ends_on)
            and any(stay.company_id in may_be for stay in row.stays.all())
            for row in pupil.held
        )

    def _found(self, pupil, company, starts_on, ends_on, values):
        details = {name: values[name] for name in DETAILS}
        is_elsewhere = self.is_signed or values["is_signed"]
        group = pupil.class_group
        kinds = kinds_of(group.special_kind, group.diploma and group.diploma.kind)
        return Found(
            pupil,
            (Hosting(company, starts_on, ends_on, values["table"], details),),
            Source.ELSEWHERE if is_elsewhere else Source.FAMILY,
            kinds[0],
        )
