"""Signature rounds: one document, its signatories, their codes, the sealed file.

Every function is one transaction, takes the actor first, raises
`directory.violations.Refused` with a French sentence when it may not be done, writes
one journal entry and queues the notices. The round's row is locked first, always, so
that two last signatures seal once. Paper: `documents.paper`.

Who may open and void a round is the rule of the floor that owns its subject: it calls
these functions from its own workflow. What the parties do is guarded here.
"""

import datetime as dt
from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import codes, links
from accounts.actor import Actor
from accounts.models.codes import masked
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from documents import registry, versions, wording
from documents.closing import close_if_complete, keep_signature, record, tell
from documents.enums import TRANSITIONS, RoundState, SignatureMethod
from documents.models import Signatory, SignatureRound, StoredFile
from documents.parties import (
    in_words,
    locked,
    phone_of,
    require_open,
    require_party,
    standing_of,
)
from documents.rendering import plain, render_pdf
from outbox.recipients import normalise

PURPOSE = "signer"
# A link outlives the last day to sign: its holder finds the sealed copy there.
LINK_OUTLIVES = dt.timedelta(days=120)
BETWEEN_REMINDERS = dt.timedelta(hours=24)
PDF = "application/pdf"
TO_COMPLETE = "à compléter"


@dataclass(frozen=True)
class SignatoryData:
    """Whom a signature is asked of (R-AG-1: of a function, held by a person).

    `function` "company", `label` "Pour l'entreprise MÉCA 31", `name` and `email` of the
    person who holds it today (no address: that party signs on paper), `position` in the
    document, `optional` when the round is sealed without it. `one_of` names a group one of
    whose signatures suffices: the two guardians of a pupil.
    """

    function: str
    label: str
    name: str
    email: str
    position: int = 1
    optional: bool = False
    one_of: str = ""


@transaction.atomic
def open_round(actor, kind, subject, data=None, signatories=()):
    """Render the document, keep its bytes, ask every signature by a personal link.

    `data` defaults to what the kind declares. Raises Refused when a round of the same
    subject is open or sealed, or when two signatories hold the same function.
    """
    declared = registry.subject(kind)
    check_signatories(signatories)
    signatories = [_standing(declared, subject, one) for one in signatories]
    earlier = SignatureRound.objects.about(subject).filter(kind=kind)
    voided = earlier.first()
    if voided and voided.state != RoundState.VOIDED:
        raise Refused("Ce document est déjà à la signature, ou signé par tous.")
    now, today = timezone.now(), timezone.localdate()
    deadline = declared.deadline(subject, today)
    number = number_of(declared, subject, now, earlier.count())
    template = versions.for_document(declared, subject)
    content = document_data(declared, subject, data, template, signatories)
    content |= {"number": number, "replaces": voided.number if voided else ""}
    pdf = render_pdf(declared.typst_template, content, dated=now)
    try:
        with transaction.atomic():
            round = SignatureRound.objects.create(
                kind=kind,
                number=number,
                subject=subject,
                template=template,
                data=content,
                pdf=StoredFile.objects.keep(pdf, name=f"{number}.pdf", mimetype=PDF),
                replaces=voided,
                opened_at=now,
                wanted_on=deadline.wanted_on,
                closes_on=max(deadline.closes_on, today),
            )
    except IntegrityError as error:
        raise Refused("Ce document est déjà à la signature.") from error
    for one in signatories:
        ask(actor, round, one)
    record(actor, round, "a mis à la signature", words=number)
    return round


def _standing(declared, subject, one):
    """The signatory as the document names it. Raises Refused for who may not sign."""
    standing = standing_of(declared, subject, one.function, one.email)
    return replace(one, label=in_words(one.label, standing))


def check_signatories(signatories):
    """Each function once, at least one signature that counts."""
    functions = [one.function for one in signatories]
    if len(set(functions)) < len(functions):
        raise Refused("Deux signataires ont la même fonction.")
    if all(one.optional for one in signatories):
        raise Refused("Il faut au moins un signataire.")
    found = [
        violation
        for one in signatories
        for violation in check_person(one.name, one.email, one.label)
    ]
    require(found)


def check_person(name, email, label):
    """What keeps a person from being asked to sign (R-AG-1); no address is allowed."""
    found = []
    if not name.strip():
        found.append(Violation("R-AG-1", f"Le nom du signataire manque : {label}.", "name"))
    try:
        normalise(email or "personne@exemple.fr")
    except ValueError:
        found.append(
            Violation("R-AG-1", f"L’adresse du signataire n’est pas valable : {label}.", "email")
        )
    return found


def number_of(declared, subject, now, earlier):
    """ "CEE-2026-00042": prefix, school year (R-ID-8), subject; a later round adds its rank."""
    year = start_year_of(timezone.localdate(now))
    number = f"{declared.prefix}-{year}-{subject.pk:05d}"
    return f"{number}-{earlier + 1}" if earlier else number


def document_data(declared, subject, data, template, signatories):
    """What the layout gets: the subject's data, the articles in force, the signatories."""
    content = plain(declared.data(subject) if data is None else data)
    values = content.get("variables", {})
    return {
        "title": declared.label,
        **content,
        "articles": wording.fill(template.wording, values),
        "annexes": content.get("annexes", []) + wording.annexes(template.annexes, values),
        "signatories": [asdict(one) for one in sorted(signatories, key=lambda one: one.position)],
    }


def draft_pdf(kind, subject, number, signatories):
    """The PDF of a document as it would be put to signature today, numbered « X (projet) »;
    nothing of it is kept. Who is to sign and is not known yet is a blank to complete."""
    declared = registry.subject(kind)
    named = [replace(one, name=one.name or TO_COMPLETE) for one in signatories]
    template = versions.for_document(declared, subject)
    content = document_data(declared, subject, None, template, named)
    content |= {"number": f"{number} (projet)", "replaces": ""}
    return render_pdf(declared.typst_template, content)


def ask(actor, round, one):
    """Create the signatory of a round, its link and its mail."""
    signatory = Signatory.objects.create(round=round, asked_at=round.opened_at, **asdict(one))
    signatory.link = links.issue(
        actor,
        PURPOSE,
        signatory,
        name=one.name,
        email=one.email,
        function=one.label,
        valid_until=links.end_of(round.closes_on + LINK_OUTLIVES),
    )
    signatory.save(update_fields=["link"])
    tell(actor, "documents.signature_asked", signatory, occasion=signatory.link_id)
    return signatory


def send_code(actor, signatory, *, by_text=False):
    """Send the signatory their one-time code, to their own address or phone only (R-AG-2).

    From their personal link, or on the device of a party during a ceremony. Raises Refused
    for a text message to who has no telephone.
    """
    require_party(actor, signatory.round)
    require_open(signatory)
    holder = Actor.of_link(signatory.current_link)
    phone = phone_of(signatory) if by_text else ""
    if by_text and not phone:
        raise Refused("Aucun numéro de téléphone n’est connu pour vous envoyer un code.")
    return codes.send(holder, signatory, f"signer le document n° {signatory.round.number}", phone)


def sign(actor, signatory, code, ip):
    """Give a signature with the one-time code (R-AG-2). The last one seals.

    `actor` holds the signatory's link, or is a party on whose device a ceremony takes
    place; the code decides who signs. Call it outside any transaction: a wrong code
    counts even though nothing else happens. Raises Refused.
    """
    require_party(actor, signatory.round, signatory)
    require_open(signatory)
    holder = Actor.of_link(signatory.current_link)
    verified = codes.verify(holder, signatory, code)
    device = "" if actor.link else f"Sur l’appareil de {actor.label}."
    with transaction.atomic():
        signatory = give(holder, signatory, ip, device, sent_to=verified.sent_to)
        codes.use(verified)
    return signatory


def give(holder, signatory, ip, words="", sent_to=""):
    """Write one signature whose code was verified, in the caller's transaction; the last one
    seals. `sent_to` says where the code went, masked. Raises Refused when it can no longer be
    given."""
    round, signatory = locked(signatory)
    require_open(signatory)
    _stands(round, signatory)
    signatory.sent_to = sent_to or masked(signatory.email)
    keep_signature(signatory, SignatureMethod.CODE, ip=ip)
    record(holder, round, "a signé", words=f"{signatory.label}. {words}".strip())
    round.declared.on_signed(round, signatory)
    close_if_complete(round)
    return signatory


def _stands(round, signatory):
    """The right to sign is asked again at the signature: delegations end."""
    standing = standing_of(round.declared, round.subject, signatory.function, signatory.email)
    signatory.label = in_words(signatory.label, standing)


@transaction.atomic
def refuse(actor, signatory, reason):
    """Decline to sign; the others are told. Signing later stays possible."""
    require_party(actor, signatory.round, signatory)
    round, signatory = locked(signatory)
    require_open(signatory)
    if not reason.strip():
        raise Refused(violations=[Violation("", "Indiquez pourquoi.", "reason")])
    signatory.refused_at = timezone.now()
    signatory.refusal_reason = reason.strip()
    signatory.save(update_fields=["refused_at", "refusal_reason"])
    record(actor, round, "a refusé de signer", reason=signatory.refusal_reason)
    for other in round.signatories.exclude(pk=signatory.pk):
        occasion = f"{signatory.pk}:{signatory.refused_at:%Y%m%d%H%M%S}"
        tell(actor, "documents.signature_refused", other, occasion, context={"by": signatory.pk})
    round.declared.on_refused(actor, round, signatory)
    return signatory


@transaction.atomic
def reassign(actor, signatory, name, email):
    """The function is held by someone else now (R-AG-1): new link, the old one dies."""
    require_party(actor, signatory.round)
    round, signatory = locked(signatory)
    require_open(signatory)
    require(check_person(name, email.strip(), signatory.label))
    return hand_to(actor, round, signatory, name, email)


def hand_to(actor, round, signatory, name, email):
    """Ask this signature of another person; the caller holds the lock of the round."""
    old = signatory.name
    signatory.name, signatory.email = name.strip(), email.strip()
    _stands(round, signatory)
    signatory.asked_at = timezone.now()
    signatory.refused_at, signatory.refusal_reason = None, ""
    signatory.link = links.replace(
        actor,
        signatory.current_link,
        holder_name=signatory.name,
        holder_email=signatory.email,
    )
    signatory.save()
    record(actor, round, "a changé un signataire", words=f"{old} → {signatory.name}")
    tell(actor, "documents.signature_asked", signatory, occasion=signatory.link_id)
    return signatory


@transaction.atomic
def remind(actor, signatory):
    """Send the request to sign again, at most once a day; an expired link is renewed.

    Nobody is asked after the last day to sign.
    """
    require_party(actor, signatory.round)
    round, signatory = locked(signatory)
    require_open(signatory)
    now = timezone.now()
    if round.deadline.is_over(timezone.localdate(now)):
        raise Refused(f"Le délai pour signer est passé. {round.declared.too_late}")
    if signatory.is_spared:
        raise Refused("Cette signature n’est plus nécessaire : une autre a été donnée.")
    if not signatory.email:
        raise Refused("Aucune adresse n’est connue pour ce signataire : il signe sur papier.")
    if signatory.reminded_at and now - signatory.reminded_at < BETWEEN_REMINDERS:
        raise Refused("Une relance est déjà partie il y a moins de vingt-quatre heures.")
    link = signatory.current_link
    signatory.link = link if link.state == "valid" else links.replace(actor, link)
    signatory.reminded_at = now
    signatory.save(update_fields=["link", "reminded_at"])
    record(actor, round, "a relancé un signataire", words=signatory.label)
    tell(actor, "documents.signature_reminder", signatory, occasion=f"{now:%Y%m%d%H%M}")
    return signatory


@transaction.atomic
def void(actor, round, reason):
    """Cancel a round, open or sealed; all who were asked are told, and those who had
    signed that their signature no longer holds (R-CEE-5). Nothing is erased (R-AG-3)."""
    round = SignatureRound.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    if not reason.strip():
        raise Refused(violations=[Violation("R-CEE-5", "Indiquez le motif.", "reason")])
    TRANSITIONS.apply(round, "void", actor)
    round.void_reason = reason.strip()
    round.voided_at = timezone.now()
    round.save(update_fields=["state", "void_reason", "voided_at"])
    record(actor, round, "a annulé", reason=round.void_reason)
    for signatory in round.signatories.all():
        tell(actor, "documents.round_voided", signatory)
    round.declared.on_voided(actor, round, round.void_reason)
    return round
