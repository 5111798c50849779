"""The grids of skills of diplomas, in a school's file: what each line adds, then the versions of
the questionnaires that tutors answer (R-PF-1)."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from directory.models import ClassGroup, Diploma
from directory.search import fold
from documents import questionnaires
from documents.enums import QuestionType
from documents.import_results import ImportResult
from documents.models import Questionnaire
from documents.sheet_columns import Column
from partnerships.evaluation import question
from placements.evaluation import WORDS, grid_kind
from placements.pupil_columns import refuse_formulas

COLUMNS = {
    "diploma": Column(
        "Code ou intitulé du diplôme",
        ("diplome", "code du diplome", "code diplome", "mef", "code mef", "formation"),
    ),
    "block": Column("Bloc de compétences", ("bloc", "bloc de competences", "domaine", "pole")),
    "skill": Column(
        "Compétence", ("competence", "competences", "libelle", "intitule", "activite", "item")
    ),
    "levels": Column(
        "Niveaux, séparés par une barre /", ("niveaux", "echelle", "choix", "niveaux de maitrise")
    ),
}
NAMES = tuple(COLUMNS)
USUAL_LEVELS = ("Non évaluée", "Non acquise", "En cours d’acquisition", "Acquise", "Maîtrisée")
LONGEST_SKILL, MOST_SKILLS, MOST_LEVELS = 250, 80, 8
VERDICTS = {"created": "à ajouter", "unchanged": "inchangée", "rejected": "refusée"}


@dataclass
class Line:
    """What the import does with one line of the file: one skill of one diploma."""

    number: int
    verdict: str
    diploma: str = ""
    skill: str = ""
    error: str = ""
    levels: tuple = ()

    @property
    def word(self):
        return VERDICTS[self.verdict]


class Result(ImportResult):
    words = {
        "created": ("compétence enregistrée", "compétences enregistrées"),
        "unchanged": ("compétence inchangée", "compétences inchangées"),
        "rejected": ("ligne refusée", "lignes refusées"),
    }


@dataclass
class Grid:
    """The questions of a diploma, as the file gives them."""

    diploma: Diploma
    questions: list = field(default_factory=list)
    lines: list = field(default_factory=list)


class Grids:
    """The lines of a sheet against the diplomas that the classes of a school prepare."""

    def __init__(self, school):
        self.school = school
        prepared = ClassGroup.objects.filter(school=school).values("diploma")
        diplomas = Diploma.objects.filter(pk__in=prepared)
        self.by_name = {fold(name): one for one in diplomas for name in (one.code, one.label)}
        self.grids = {}

    def lines(self, sheet, mapping):
        """The verdict of each line, in the order of the file."""
        found = [self._line(number, cells, mapping) for number, cells in sheet.lines]
        for grid in self.grids.values():
            if self._known(grid) == grid.questions:
                for line in grid.lines:
                    line.verdict = "unchanged"
        return found

    def _known(self, grid):
        latest = Questionnaire.objects.latest_of(grid_kind(self.school.pk, grid.diploma.pk))
        return latest.questions[:-1] if latest else None

    def _line(self, number, cells, mapping):
        row = {n: cells[mapping[n]].strip() if n in mapping else "" for n in NAMES}
        line = Line(number, "rejected", row["diploma"], row["skill"])
        try:
            refuse_formulas(row, COLUMNS)
            grid = self._grid(row["diploma"])
            asked = self._question(grid, row)
        except ValidationError as error:
            line.error = " ".join(error.messages)
            return line
        grid.questions.append(asked)
        grid.lines.append(line)
        line.verdict, line.levels = "created", tuple(label for label, _ in asked["choices"])
        return line

    def _grid(self, name):
        diploma = self.by_name.get(fold(name))
        if diploma is None:
            raise ValidationError(f"Aucune classe ne prépare le diplôme « {name} ».")
        return self.grids.setdefault(diploma.pk, Grid(diploma))

    def _question(self, grid, row):
        if not row["skill"]:
            raise ValidationError("La compétence manque.")
        text = f"{row['block']} : {row['skill']}" if row["block"] else row["skill"]
        if len(text) > LONGEST_SKILL:
            raise ValidationError(f"{LONGEST_SKILL} signes au plus, bloc compris.")
        if any(fold(one["text"]) == fold(text) for one in grid.questions):
            raise ValidationError("Cette compétence est déjà dans la grille.")
        if len(grid.questions) >= MOST_SKILLS:
            raise ValidationError(f"Une grille compte {MOST_SKILLS} compétences au plus.")
        levels = _levels(row["levels"])
        asked = question(f"s{len(grid.questions) + 1}", QuestionType.CHOICE, text)
        return asked | {"choices": [[level, level] for level in levels]}

    def write(self):
        """A new version of each grid that differs; what was asked with an earlier one keeps
        it. Returns their questionnaires."""
        return [
            questionnaires.publish(
                grid_kind(self.school.pk, grid.diploma.pk),
                f"Grille de compétences, {grid.diploma}"[:200],
                [*grid.questions, WORDS],
                "Pour chaque compétence, le niveau constaté pendant la période.",
            )
            for grid in self.grids.values()
            if grid.questions
        ]


def _levels(text):
    if not text:
        return USUAL_LEVELS
    levels = list(dict.fromkeys(part.strip() for part in text.split("/") if part.strip()))
    if not 2 <= len(levels) <= MOST_LEVELS:
        raise ValidationError(f"Indiquez deux à {MOST_LEVELS} niveaux, séparés par une barre /.")
    if any(len(level) > 60 for level in levels):
        raise ValidationError("Un niveau compte soixante signes au plus.")
    return levels


def grids_of(school):
    """[(diploma, its grid in force or None, how many skills)] of a school."""
    prepared = ClassGroup.objects.filter(school=school).values("diploma")
    diplomas = list(Diploma.objects.filter(pk__in=prepared))
    kinds = {grid_kind(school.pk, one.pk): one for one in diplomas}
    latest = {}
    for row in Questionnaire.objects.filter(kind__in=kinds).order_by("kind", "version"):
        latest[row.kind] = row
    found = []
    for kind, diploma in kinds.items():
        grid = latest.get(kind)
        found.append((diploma, grid, len(grid.questions) - 1 if grid else 0))
    return found
