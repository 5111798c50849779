"""The versions of a wording: drafted, published for good, in force from a day on (R-PL-9)."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import journal
from accounts.academies import require_ruler
from directory.models.dated import THE_BEGINNING
from directory.violations import Refused, require
from documents import registry, wording
from documents.models import DocumentTemplate
from documents.models.templates import EDITORS
from documents.rendering import render_pdf

DRAFT_THERE = "Un brouillon de ce modèle existe déjà : complétez-le ou supprimez-le."
PUBLISHED = "Cette version est publiée : elle ne change plus. Ouvrez-en une nouvelle."


def in_force(code, school_id=None, day=None):
    """The published version that applies on a day (default today) to a school: its
    académie's own, else the common one; the first one is the text delivered with the portal."""
    rows = DocumentTemplate.objects.published().filter(kind=code).select_related("academy")
    return rows.applying(school_id, day).first() or first_version(code)


def for_document(declared, subject):
    """The version with which a document of this subject is made today."""
    school = declared.concerns(subject).get("school")
    return in_force(declared.wording_of(subject), school.pk if school else None)


def first_version(code):
    """The text that a wording was declared with, made once."""
    delivered = registry.wording(code)
    return DocumentTemplate.objects.get_or_create(
        kind=code,
        academy=None,
        version=1,
        defaults={
            "wording": delivered.text,
            "annexes": delivered.annexes,
            "valid_from": THE_BEGINNING,
            "published_at": timezone.now(),
            "note": "Texte livré avec le portail",
        },
    )[0]


def draft_of(code, academy):
    """The draft of a wording, common or of an académie; None without one."""
    return DocumentTemplate.objects.filter(kind=code, academy=academy, published_at=None).first()


def check(template):
    """What keeps a draft from being kept: no article, an empty one, an unknown variable."""
    known = registry.wording(template.kind).variables
    return [
        *wording.check(template.wording, known),
        *wording.check_annexes(template.annexes, known),
    ]


@transaction.atomic
def save_draft(actor, template):
    """Keep a draft, new or changed. Raises Refused for who may not, and for a wrong text."""
    is_new = template.pk is None
    _require_editor(actor, template)
    require(check(template))
    if is_new:
        first_version(template.kind)
        rows = DocumentTemplate.objects.filter(kind=template.kind)
        latest = rows.latest_of(template.academy_id)
        template.version = latest.version + 1 if latest else 1
    else:
        _locked_draft(template)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise Refused(DRAFT_THERE) from error
    _write(actor, "a ouvert" if is_new else "a modifié", "le brouillon de", template)
    return template


@transaction.atomic
def publish(actor, template):
    """The draft applies from its day on and never changes again; earlier versions stay.

    Documents already put to signature keep theirs. Raises Refused when it is published.
    """
    draft = _locked_draft(template)
    _require_editor(actor, draft)
    require(check(draft))
    draft.published_at = timezone.now()
    draft.save(update_fields=["published_at"])
    _write(actor, "a publié", "", draft, reason=draft.note)
    return draft


@transaction.atomic
def discard(actor, template):
    """Delete a draft. Raises Refused when it is published."""
    draft = _locked_draft(template)
    _require_editor(actor, draft)
    _write(actor, "a supprimé", "le brouillon de", draft)
    draft.delete()


def _locked_draft(template):
    rows = DocumentTemplate.objects.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=template.pk)
    if not row.is_draft:
        raise Refused(PUBLISHED)
    return row


def _require_editor(actor, template):
    if actor.role not in EDITORS:
        raise Refused("Seuls le rectorat et l’administration rédigent les modèles.")
    require_ruler(actor, template.academy)


def _write(actor, verb, what, template, **more):
    label = registry.wording_label(template.kind)
    where = f" ({template.academy})" if template.academy_id else ""
    said = " ".join(filter(None, [verb, what, f"la version {template.version} du modèle"]))
    journal.record(actor, f"{said} : {label}{where}", template, **more)


def preview(template):
    """The PDF of the articles and annexes alone, each variable replaced by what it means."""
    known = registry.wording(template.kind)
    values = {name: f"[{meaning}]" for name, meaning in known.variables.items()}
    data = {
        "title": known.label,
        "subtitle": "Aperçu des articles et des annexes",
        "number": "aperçu",
        "articles": wording.fill(template.wording, values),
        "annexes": wording.annexes(template.annexes, values),
        "signatories": [],
    }
    return render_pdf("contract.typ", data)
