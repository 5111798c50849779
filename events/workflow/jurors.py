"""Jurors: named, given their link, replaced on the spot; what they declare. Raises `Refused`."""

import random

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from accounts import journal, links
from accounts.models import PersonalLink
from directory.violations import Refused, Violation, require
from events.assignment import assign
from events.enums.cup import SCORING, SETTING, SheetState
from events.judging_board import recusals_of
from events.models import Conflict, Juror, ScoreSheet
from events.rules.cup import check_ready_to_score
from events.workflow import juror_roles, scores, who
from events.workflow.editions import locked
from events.workflow.who import JURY_PURPOSE
from outbox.models import Notice
from outbox.recipients import Recipient
from outbox.workflow import notify

SEATING = (*SETTING, *SCORING)
LINK_MAIL = "cup.juror_link"
CLOSED = "La composition des jurys n’est plus modifiable."


@transaction.atomic
def save(actor, juror):
    """Name a juror, or correct what is known of them (a Juror with its edition)."""
    edition = locked(juror.edition)
    _demand(actor, edition)
    is_new = juror.pk is None
    before = ""
    if not is_new:
        _keep_sheets(juror)
        before = Juror.objects.values_list("email", flat=True).get(pk=juror.pk)
    others = edition.jurors.sitting().filter(is_president=True).exclude(pk=juror.pk)
    if juror.is_president and others.exists():
        text = "Une autre personne préside déjà le jury."
        raise Refused(violations=[Violation("R-EV-1", text, "is_president")])
    juror_roles.refuse_organiser(edition, juror.email)
    juror.save()
    juror_roles.fit(actor, before, juror.email)
    journal.record(actor, "a nommé un juré" if is_new else "a modifié un juré", edition)
    return juror


def _keep_sheets(juror):
    """Who has marked stays in the panels of the teams that were marked."""
    panels = {juror.panel_id, juror.bridge_id}
    marked = ScoreSheet.objects.filter(juror=juror, state=SheetState.SUBMITTED)
    if marked.exclude(team__panel__in=panels - {None}).exists():
        text = "Ce juré a déjà remis des feuilles devant ce jury."
        raise Refused(violations=[Violation("R-EV-1", text, "panel")])


@transaction.atomic
def remove(actor, juror):
    """The juror will not come; one who has begun a sheet is replaced instead."""
    edition = locked(juror.edition)
    _demand(actor, edition)
    juror = _locked(juror)
    if juror.sheets.exists() or juror.replaces_id:
        raise Refused("Ce juré a commencé à noter : nommez plutôt un remplaçant.")
    _kill_links(actor, juror)
    juror.delete()
    juror_roles.fit(actor, juror.email)
    journal.record(actor, "a retiré un juré", edition)


@transaction.atomic
def substitute(actor, juror, *, name, college, organisation="", company=None, school=None,
               email="", phone=""):  # fmt: skip
    """Somebody takes the seat on the spot: the teams not yet scored. The old link dies."""
    edition = locked(juror.edition)
    _demand(actor, edition)
    juror = _locked(juror)
    if juror.left_at is not None:
        raise Refused("Ce juré est déjà remplacé.")
    juror_roles.refuse_organiser(edition, email)
    juror.left_at = timezone.now()
    juror.save(update_fields=["left_at"])
    _kill_links(actor, juror)
    new = Juror.objects.create(
        edition=edition,
        panel=juror.panel,
        bridge=juror.bridge,
        is_president=juror.is_president,
        replaces=juror,
        name=name,
        college=college,
        organisation=organisation,
        company=company,
        school=school,
        email=email,
        phone=phone,
    )
    _still_both_colleges(edition)
    juror_roles.fit(actor, juror.email, new.email)
    journal.record(actor, "a remplacé un juré", edition)
    link_of(actor, new)
    return new


def _still_both_colleges(edition):
    if edition.state in SCORING:
        teams, panels = list(edition.teams.present()), list(edition.panels.all())
        require(check_ready_to_score(panels, teams, list(edition.jurors.sitting())))


@transaction.atomic
def declare(actor, juror, team, reason):
    """A link between a juror and a team, by the juror or the organiser. Sheets that were
    given no longer count: the juror is recused."""
    juror = _locked(juror)
    edition = juror.edition
    who.demand(who.is_juror(actor, juror) or who.organises(actor, edition))
    if edition.state not in SEATING:
        raise Refused(scores.CLOSED)
    reason = " ".join(reason.split())
    if not reason:
        text = "Indiquez le lien qui vous récuse."
        raise Refused(violations=[Violation("R-EV-1", text, "reason")])
    conflict, is_new = Conflict.objects.get_or_create(
        juror=juror, team=team, defaults={"reason": reason}
    )
    if is_new:
        journal.record(actor, "a déclaré un lien avec une équipe", edition)
    return conflict


def link_of(actor, juror):
    """The juror's living link, made when there is none: for its QR and its mail."""
    alive = PersonalLink.objects.alive().about(juror).filter(purpose=JURY_PURPOSE).first()
    return alive or links.issue(
        actor,
        JURY_PURPOSE,
        juror,
        name=juror.name,
        email=juror.email,
        valid_until=scores.until_when(juror.edition),
        function="juré",
    )


@transaction.atomic
def send_link(actor, juror):
    """Mail the link; sent again, the same one."""
    juror = _locked(juror)
    _demand(actor, juror.edition)
    if not juror.email:
        raise Refused("Ce juré n’a pas de courriel : imprimez son code.")
    link = link_of(actor, juror)
    occasion = timezone.now().isoformat()
    notify(LINK_MAIL, link, Recipient(juror.email, juror.name), by=actor, occasion=occasion)
    return link


@transaction.atomic
def send_links(actor, edition):
    """Mail its link to every juror with an address to whom it was not mailed yet; how many."""
    edition = locked(edition)
    _demand(actor, edition)
    mailed = mailed_to(edition)
    rows = edition.jurors.sitting().exclude(email="").exclude(pk__in=mailed)
    return len([send_link(actor, juror) for juror in rows.order_by("pk")])


def mailed_to(edition):
    """The keys of the jurors to whom their living link was mailed."""
    kind = ContentType.objects.get_for_model(Juror)
    links_of = PersonalLink.objects.alive().filter(
        purpose=JURY_PURPOSE, subject_type=kind, subject_id__in=edition.jurors.values("pk")
    )
    told = Notice.objects.filter(
        kind=LINK_MAIL,
        subject_type=ContentType.objects.get_for_model(PersonalLink),
        subject_id=Cast(OuterRef("pk"), CharField()),
    )
    return set(links_of.filter(Exists(told)).values_list("subject_id", flat=True))


@transaction.atomic
def renew_link(actor, juror):
    """A lost phone gets a new link, and the old one dies (R-EV-4)."""
    juror = _locked(juror)
    _demand(actor, juror.edition)
    alive = PersonalLink.objects.alive().about(juror).filter(purpose=JURY_PURPOSE).first()
    if alive is None:
        return link_of(actor, juror)
    return links.replace(actor, alive, valid_until=scores.until_when(juror.edition))


@transaction.atomic
def draw(actor, edition, seed=""):
    """Seat the jurors in the panels by lot: colleges balanced, no conflict, one juror who
    links each panel with the next (`events.assignment`). The seed is printed."""
    edition = locked(edition)
    who.demand(who.organises(actor, edition))
    if edition.state not in SETTING:
        raise Refused(CLOSED)
    # Not a secret: what is printed so that anybody may draw again.
    seed = seed.strip() or f"{random.SystemRandom().randrange(10**8):08d}"
    panels = list(edition.panels.order_by("name"))
    jurors = list(edition.jurors.sitting().order_by("name", "pk"))
    if not panels or not jurors:
        raise Refused("Il faut d’abord des jurys et des jurés.")
    panel_of_team = dict(edition.teams.present().values_list("pk", "panel_id"))
    barred = {(juror, panel_of_team.get(team)) for juror, team in recusals_of(edition)}
    seats, bridges = assign(
        {juror.pk: juror.college for juror in jurors}, [one.pk for one in panels], barred, seed
    )
    for juror in jurors:
        juror.panel_id, juror.bridge_id = seats[juror.pk], bridges.get(juror.pk)
    Juror.objects.bulk_update(jurors, ["panel", "bridge"])
    edition.seed = seed
    edition.save(update_fields=["seed"])
    journal.record(actor, "a tiré au sort les jurys", edition, words=f"graine {seed}")
    return edition


def _demand(actor, edition):
    who.demand(who.organises(actor, edition))
    if edition.state not in SEATING:
        raise Refused(CLOSED)


def _locked(juror):
    rows = Juror.objects.select_for_update(of=("self",)).select_related("edition")
    return rows.get(pk=juror.pk)


def _kill_links(actor, juror):
    for link in PersonalLink.objects.alive().about(juror).filter(purpose=JURY_PURPOSE):
        links.revoke(actor, link)
