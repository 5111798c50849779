"""What follows a signature, and the sealing when it was the last one."""

from django.utils import timezone

from accounts import journal
from accounts.actor import Actor
from documents.enums import TRANSITIONS, SignatureMethod
from documents.models import StoredFile
from documents.rendering import render_pdf
from documents.sealing import append_pages
from outbox.recipients import Recipient
from outbox.workflow import notify

SEALER = Actor.system("Passerelle")


def record(actor, round, verb, **words):
    """One journal entry about the subject of a round, in the words that people read."""
    concerned = round.declared.concerns(round.subject)
    journal.record(actor, f"{verb} : {round.label}", round.subject, **concerned, **words)


def tell(actor, kind, signatory, occasion="", context=None):
    """Queue a notice for a signatory; who has no address is told on paper."""
    if signatory.email:
        rhythm = signatory.round.declared.rhythm_of(signatory.function)
        to = Recipient(signatory.email, signatory.name, rhythm=rhythm)
        notify(kind, signatory, to, by=actor, occasion=str(occasion), context=context)


def keep_signature(signatory, method, ip=None):
    """Write a signature on its row: from here on it never changes (R-AG-2)."""
    signatory.signed_at = timezone.now()
    signatory.signed_name = signatory.name
    signatory.method = method
    signatory.ip = ip
    signatory.sha256 = signatory.round.sha256
    signatory.refused_at, signatory.refusal_reason = None, ""
    signatory.save()


def close_if_complete(round):
    """Seal when nobody is awaited any more. The caller holds the lock of the round."""
    if round.signatories.awaited().exists():
        return
    now = timezone.now()
    signed = round.pdf.bytes
    audit = render_pdf("audit.typ", audit_data(round, len(signed), now), dated=now)
    round.sealed_file = StoredFile.objects.keep(
        append_pages(signed, audit),
        name=f"{round.number}-signe.pdf",
        mimetype="application/pdf",
    )
    round.sealed_at = now
    TRANSITIONS.apply(round, "seal", SEALER)
    round.save(update_fields=["state", "sealed_file", "sealed_at"])
    record(SEALER, round, "a scellé", words=f"Empreinte : {round.sealed_file.sha256}")
    round.declared.on_sealed(round)
    for signatory in round.signatories.all():
        tell(SEALER, "documents.round_sealed", signatory)


def audit_data(round, size, now):
    """The texts of the audit page (`templates/typst/audit.typ`)."""
    return {
        "title": round.data["title"],
        "number": round.number,
        "sha256": round.sha256,
        "size": size,
        "template": f"modèle {round.template.in_words}",
        "opened_at": moment(round.opened_at),
        "sealed_at": moment(now),
        "signatures": [signature_lines(one) for one in round.signatories.signed()],
    }


def signature_lines(signatory):
    if signatory.method == SignatureMethod.PAPER:
        origin = (
            f"numérisation déposée par {signatory.paper_recorded_by}, "
            f"confirmée par {signatory.paper_confirmed_by}, "
            f"empreinte {signatory.paper.sha256}"
        )
    else:
        origin = f"code à usage unique envoyé à {signatory.sent_to}, réseau {signatory.ip}"
    return {
        "label": signatory.label,
        "name": signatory.signed_name,
        "at": moment(signatory.signed_at),
        "method": signatory.get_method_display(),
        "origin": origin,
    }


def moment(value):
    """« 23/11/2026 à 10 h 05 min 12 s », time of Paris."""
    local = timezone.localtime(value)
    return f"{local:%d/%m/%Y} à {local:%H} h {local:%M} min {local:%S} s (heure de Paris)"
