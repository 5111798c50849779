"""A kind of document that is signed, and rounds of it, for the tests.

The document is a charter of a school; a head sees those of the own schools. What the
hooks are told is kept in `told`.
"""

from types import SimpleNamespace

import factory
from factory.django import DjangoModelFactory

from accounts.actor import Actor
from accounts.enums import Role
from directory.models import School
from documents import questionnaires, registry, rounds
from documents.models import Questionnaire
from tests.directory.factories import SchoolFactory

CODE = "essai-charte"
WORDING = """# Article 1 – Objet
La présente charte concerne {etablissement}.

- accueillir « tous » les élèves ;
- les écouter.

# Article 2 – Durée
Elle dure 1 an.
"""
told = []


class OwnSchools:
    """Stands for the manager of a model: only the schools of the actor are visible."""

    def visible_to(self, actor):
        return School.objects.filter(pk__in=actor.school_ids)


def charter_data(school):
    return {
        "subtitle": "Année scolaire 2026-2027",
        "parties": [{"title": "L’établissement", "name": school.name, "facts": []}],
        "glance": [("Établissement", school.name), ("Durée", "un an")],
        "variables": {"etablissement": school.name},
    }


def function_of(actor, school):
    """The head speaks for the school; a branch officer for the branch."""
    if actor.role == Role.HEAD and school.pk in actor.school_ids:
        return "head"
    return "branch" if actor.role == Role.BRANCH_OFFICER else ""


CHARTER = registry.SignatureSubject(
    code=CODE,
    label="Charte d’essai",
    prefix="ESSAI",
    model=SimpleNamespace(objects=OwnSchools()),
    wording=WORDING,
    variables={"etablissement": "nom de l’établissement"},
    data=charter_data,
    function_of=function_of,
    concerns=lambda school: {"school": school},
    on_signed=lambda signed, signatory: told.append(("signed", signatory.function)),
    on_sealed=lambda signed: told.append(("sealed", signed.number)),
    on_voided=lambda actor, signed, reason: told.append(("voided", reason)),
)
THREE = (
    rounds.SignatoryData("company", "Pour l’entreprise MÉCA 31", "Ana Roux", "ana@meca.test", 1),
    rounds.SignatoryData("head", "Le chef d’établissement", "Paul Dubois", "paul@clg.test", 2),
    rounds.SignatoryData("branch", "Pour l’UIMM", "Inès Faure", "ines@uimm.test", 3),
)


def open_charter(school=None, signatories=THREE, actor=None):
    school = school or SchoolFactory()
    return rounds.open_round(actor or Actor.system("Essai"), CODE, school, signatories=signatories)


def signatory_of(round, function):
    return round.signatories.select_related("round", "link").get(function=function)


def holder(signatory):
    """The actor who came by the signatory's link."""
    return Actor.of_link(signatory.current_link)


class QuestionnaireFactory(DjangoModelFactory):
    class Meta:
        model = Questionnaire

    kind = "essai-evaluation"
    version = factory.Sequence(lambda n: n + 1)
    title = "Évaluation de l’immersion"
    introduction = "Quelques minutes suffisent."
    questions = [
        {
            "code": "satisfaction",
            "text": "Êtes-vous satisfait ?",
            "type": "scale",
            "required": True,
        },
        {"code": "again", "text": "Recommenceriez-vous ?", "type": "yes_no", "required": True},
        {
            "code": "how",
            "text": "Comment l’avez-vous connue ?",
            "type": "choice",
            "choices": [["salon", "Au salon"], ["mail", "Par courriel"]],
        },
        {"code": "jobs", "text": "Combien de métiers ?", "type": "number"},
        {"code": "words", "text": "Un mot ?", "type": "text"},
    ]


def ask(subject, *respondents, **options):
    """The row asked of the respondents (by default one with an address)."""
    people = respondents or [questionnaires.Respondent("company", "Ana Roux", "ana@meca.test")]
    options.setdefault("subject_label", "La classe de 4e B")
    actor = Actor.system("Essai")
    return questionnaires.ask(actor, "essai-evaluation", subject, people, **options)
