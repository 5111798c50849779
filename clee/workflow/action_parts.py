"""What hangs on an action: the rows that realise it, documents, its recipe. Raises `Refused`."""

from django.db import transaction
from django.db.models import ProtectedError

from accounts import journal
from clee import realisations
from clee.enums.actions import ActionState
from clee.models import Action, ActionDocument, Practice
from clee.workflow import who
from clee.workflow.actions import locked, record, write
from directory.violations import Refused, Violation
from documents.models import StoredFile

MOST_DOCUMENTS = 20


@transaction.atomic
def link(actor, action, key):
    """The rows behind a Line realise this action: their participants are counted from them."""
    return _linked(actor, action, key, "link", "a rattaché à l’action")


@transaction.atomic
def unlink(actor, action, key):
    """They no longer do."""
    return _linked(actor, action, key, "unlink", "a détaché de l’action")


def _linked(actor, action, key, what, verb):
    action = locked(action)
    who.demand(who.keeps(actor, action.committee))
    if what == "link" and action.state == ActionState.CANCELLED:
        raise Refused("L’action est annulée : rien ne la réalise.")
    known = realisations.offered(action) if what == "link" else realisations.linked(action)
    line = next((one for one in known if one.key == key), None)
    if line is None:
        raise Refused("Cette ligne n’est plus dans la liste.")
    source, rest = realisations.source_of(key)
    if not getattr(source, what)(action, rest):
        raise Refused("Cette ligne est déjà rattachée à une action.")
    words = f"{action.title} : {line.what}"
    journal.record(actor, verb, action, committee_id=action.committee_id, words=words)
    return line


@transaction.atomic
def add_document(actor, action, upload, *, title, shows_people=False, consent=""):
    """Keep a file that `documents.uploads` found sound; with people on it, where their
    agreements are kept."""
    action = locked(action)
    who.demand(who.keeps(actor, action.committee))
    consent = " ".join(consent.split())
    if shows_people and not consent:
        text = "Dites où sont gardés les accords des personnes montrées."
        raise Refused(violations=[Violation("R-CL-4", text, "consent")])
    if action.documents.count() >= MOST_DOCUMENTS:
        text = f"{MOST_DOCUMENTS} documents au plus."
        raise Refused(violations=[Violation("R-CL-4", text, "scan")])
    stored = StoredFile.objects.keep(upload.content, name=upload.name, mimetype=upload.mimetype)
    document = ActionDocument.objects.create(
        action=action,
        file=stored,
        title=" ".join(title.split()) or "Document",
        shows_people=shows_people,
        consent=consent if shows_people else "",
    )
    write(actor, "a déposé un document de l’action", action)
    return document


@transaction.atomic
def remove_document(actor, document):
    """It goes, and its bytes with it unless another row holds the same: an agreement to be
    shown can be taken back."""
    action = locked(document.action)
    who.demand(who.keeps(actor, action.committee))
    stored = document.file
    document.delete()
    _forget(stored)
    write(actor, "a retiré un document de l’action", action)


def _forget(stored):
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return


@transaction.atomic
def share(actor, action, recipe):
    """Copy its recipe into the library; again, the sheet says what the action says now."""
    action = locked(action)
    who.demand(who.keeps(actor, action.committee))
    if action.state != ActionState.DONE:
        raise Refused("Une bonne pratique est une action réalisée.")
    names = ("committee", "type", "other_label", "title", "objective", "levels", "cost", "funding",
             "is_avenir")  # fmt: skip
    values = {name: getattr(action, name) for name in names}
    values |= {"recipe": recipe.strip(), "is_withdrawn": False}
    practice, _ = Practice.objects.update_or_create(action=action, defaults=values)
    write(actor, "a partagé l’action comme bonne pratique", action)
    return practice


@transaction.atomic
def withdraw(actor, practice):
    """It leaves the library; the actions made from it stay. A second click changes nothing."""
    action = locked(practice.action)
    who.demand(who.keeps(actor, action.committee))
    if practice.is_withdrawn:
        return practice
    practice.is_withdrawn = True
    practice.save(update_fields=["is_withdrawn"])
    write(actor, "a retiré la bonne pratique", action)
    return practice


def take_up(actor, practice, committee, starts_on, ends_on, *, key):
    """A planned action of `committee` from a recipe; its own numbers and partners come later."""
    names = ("type", "other_label", "title", "levels", "cost", "funding", "is_avenir")
    objective = f"{practice.objective}\n\n{practice.recipe}".strip()[:2000]
    action = Action(
        committee=committee,
        objective=objective,
        starts_on=starts_on,
        ends_on=ends_on,
        **{name: getattr(practice, name) for name in names},
    )
    return record(actor, action, key=key)
