"""Reminders of agreements: the list of what is not signed to the head (R-AG-6), the signatures
that are awaited, the hosts that have not filled their part (R-AG-7)."""

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import PersonalLink, RoleAssignment
from directory import french
from directory.enums import Rhythm
from directory.models import ClassGroup
from documents.unsigned import remind, to_signatories
from outbox.addresses import absolute
from outbox.kinds import MailContent
from outbox.topics import Topic
from partnerships.wording import in_days
from placements.agreement.board import awaited_of
from placements.enums import PlacementState
from placements.enums.agreement import FILLING, RHYTHMS, ROUND_KINDS, AgreementState, Party
from placements.models import HostPart, Placement
from placements.rules.agreement import TOLD_DAYS_BEFORE
from placements.wording import facts_of, host_facts
from placements.workflow.agreement_base import HOST_PURPOSE
from reminders.rules import Rule, To, days, register, their_days

UNSIGNED = (PlacementState.FOUND, PlacementState.SIGNING)
WAITS = (5, 10)


def unsigned_of(class_group):
    """The placements of a class that are not signed by all, the next one first."""
    rows = Placement.objects.filter(class_group=class_group, state__in=UNSIGNED)
    return rows.order_by("starts_on", "pupil__sort_key", "pk")


def unsigned_classes():
    """Classes with such placements, and the first day of the next one."""
    first = unsigned_of(OuterRef("pk")).values("starts_on")[:1]
    return ClassGroup.objects.annotate(next_on=Subquery(first)).filter(next_on__isnull=False)


def head(column):
    """A column of who signs for the school of the class on that day; an annex answers to its
    parent's head (R-ID-2)."""
    place = Q(schools=OuterRef("school"))
    place |= Q(schools=OuterRef("school__parent"), includes_annexes=True)
    rows = RoleAssignment.objects.filter(place, role=Role.HEAD, state=RoleState.VALIDATED)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=OuterRef("next_on")))
    return Subquery(rows.order_by("pk").values(column)[:1])


HEAD = To(
    email=head("user__email"),
    name=Concat(head("user__first_name"), Value(" "), head("user__last_name")),
    user_id=head("user__pk"),
    rhythm=Rhythm.SCHOOL,
)


def unsigned_list(notice):
    """One line per pupil: the host, the first day, whose signature is missing."""
    group = notice.subject
    rows = unsigned_of(group).select_related("pupil", "agreement")
    placements = list(rows.prefetch_related("stays__company"))
    keys = [row.agreement.pk for row in placements if hasattr(row, "agreement")]
    awaited = awaited_of(keys)
    first = placements[0].starts_on
    when = in_days(first, notice.told_on)
    count = len(placements)
    plural = "s" if count > 1 else ""
    return MailContent(
        subject=f"{count} convention{plural} non signée{plural} : {group}, premier stage {when}",
        paragraphs=[
            "Ces stages n’ont pas de convention signée par toutes les parties. Le premier "
            f"commence le {french.full_day(first, weekday=True)}, {when} : sans signature ce "
            "jour-là, l’élève n’est pas couvert.",
        ],
        facts=[(str(row.pupil), _stands(row, awaited)) for row in placements if row.pupil],
        action=(
            "Voir qui n’a pas signé",
            absolute(reverse("placements:agreements", args=[group.pk])),
        ),
    )


def _stands(placement, awaited):
    hosts = ", ".join(dict.fromkeys(str(stay.company) for stay in placement.stays.all()))
    agreement = getattr(placement, "agreement", None)
    missing = awaited.get(agreement.pk, []) if agreement else []
    if missing:
        said = "il manque " + ", ".join(dict.fromkeys(one.label for one in missing))
    else:
        said = agreement.get_state_display().lower() if agreement else "à préparer"
    return f"{hosts}, le {french.full_day(placement.starts_on)} : {said}"


def sign_reminder(notice):
    signatory = notice.subject
    last = signatory.round.deadline.next(notice.told_on)
    by_when = [("À signer au plus tard le", french.full_day(last, weekday=True))] if last else []
    return MailContent(
        subject="Votre signature est attendue : convention de stage",
        paragraphs=[
            "La convention de ce stage attend votre signature. Elle prend une minute : lisez le"
            " document, demandez votre code, signez.",
        ],
        facts=[*facts_of(signatory.round.subject.placement), *by_when],
        action=("Lire et signer", signatory.current_link.url),
    )


def parts_to_complete():
    """Hosts that were asked and have not filled their part."""
    return HostPart.objects.filter(
        completed_at=None, asked_at__isnull=False, agreement__state__in=FILLING
    )


def complete(notice):
    part = notice.subject
    links = PersonalLink.objects.alive(notice.told_at).about(part)
    link = links.filter(purpose=HOST_PURPOSE, holder_email__iexact=notice.recipient_email).first()
    page = link.url if link else absolute(part.agreement.get_absolute_url())
    return MailContent(
        subject=f"Convention toujours à compléter : {part.agreement.placement.school.name}",
        paragraphs=[
            "Votre part de la convention n’est pas encore remplie : la convention ne peut pas"
            " partir à la signature sans elle.",
        ],
        facts=host_facts(part),
        action=("Compléter la convention", page),
    )


def to_review():
    """Placements whose host has answered and whom nobody put to signature."""
    return Placement.objects.filter(
        state=PlacementState.FOUND, agreement__state=AgreementState.TO_REVIEW
    )


def review(notice):
    placement = notice.subject
    return MailContent(
        subject="Convention de stage à relire et à envoyer à la signature",
        paragraphs=[
            "L’accueillant a complété cette convention : il reste à la relire et à l’envoyer à"
            " la signature.",
        ],
        facts=facts_of(placement),
        action=("Voir la convention", absolute(placement.agreement.get_absolute_url())),
    )


RANKS = ("premier appel", "deuxième appel", "dernier appel")
for rank, before in enumerate(TOLD_DAYS_BEFORE):
    nearer = TOLD_DAYS_BEFORE[rank + 1 : rank + 2]
    register(
        Rule(
            code=f"placement.uncovered.j{before}",
            label=f"Conventions de stage non signées, au chef d’établissement ({RANKS[rank]})",
            why="vous signez les conventions de stage de votre établissement",
            subjects=unsigned_classes,
            recipients=[HEAD],
            anchor="next_on",
            anchor_label="le premier jour du stage",
            offset=days(-before),
            render=unsigned_list,
            follower=f"placement.uncovered.j{nearer[0]}" if nearer else "",
            topic=Topic.ACTS,
            then="le stage est marqué non couvert" if not nearer else "",
        )
    )

remind(
    "placement.unsigned",
    "Signature d’une convention de stage attendue ({} rappel)",
    "votre signature est demandée pour cette convention",
    ROUND_KINDS.values(),
    waits=WAITS,
    to=to_signatories(RHYTHMS),
    # A family that one mail did not move is called: the referent's to-do.
    last_to=to_signatories(RHYTHMS, but=[Party.GUARDIAN]),
    render=sign_reminder,
    lasts=4,
    last_lasts=14,
)

register(
    Rule(
        code="placement.to_complete.host",
        label="Part de l’accueillant à compléter dans une convention de stage",
        why="vous accueillez cet élève en stage",
        subjects=parts_to_complete,
        recipients=[To("contact_email", "contact_name")],
        anchor="asked_at",
        anchor_label="l’envoi du lien",
        offset=their_days(5),
        render=complete,
        until="agreement__placement__starts_on",
    )
)
register(
    Rule(
        code="placement.to_review.referent",
        label="Convention de stage à relire, au référent",
        why="vous suivez ce stage",
        subjects=to_review,
        recipients=[To.user("referent", Rhythm.SCHOOL)],
        anchor="agreement__updated_at",
        anchor_label="la réponse de l’accueillant",
        offset=their_days(4),
        render=review,
        until="starts_on",
    )
)
