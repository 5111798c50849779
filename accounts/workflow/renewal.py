"""The roles of a school at the rentrée: confirmed by its head, else over on 31 August."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import journal
from accounts.enums import RoleState
from accounts.models import RoleAssignment, RoleRenewal
from accounts.models.deciders import headed_by
from accounts.rules import RENEWED, Season, rentree_of
from accounts.workflow import roles
from accounts.workflow.grants import same, write
from accounts.workflow.validators import recipient
from directory.french import full_day
from directory.models import School
from directory.violations import Refused, Violation
from outbox.workflow import notify

NOT_OPEN = "Les rôles se confirment du 15 juin au 31 août."
NOT_YOURS = "Seul le chef de l’établissement, ou la personne qu’il a déléguée, confirme ce rôle."
NOBODY = "Personne n’est coché. Si personne ne reste vraiment, cochez la dernière case."


def _of_people(rentree):
    """The roles of the people of schools who worked there before this rentrée."""
    return RoleAssignment.objects.filter(
        role__in=RENEWED,
        state=RoleState.VALIDATED,
        starts_on__lte=rentree.roles_end_on,
        user__is_active=True,
    )


def to_confirm(rentree):
    """Those that end on 31 August, or that nobody gave an end."""
    return _of_people(rentree).filter(Q(ends_on=rentree.roles_end_on) | Q(ends_on=None))


def staying(rentree):
    """Those that go on after 31 August, with an end of their own."""
    return _of_people(rentree).filter(ends_on__gt=rentree.roles_end_on)


def lasting(rentree):
    """Those that went on after 31 August, without an end too."""
    return _of_people(rentree).lasting(rentree.begins_on)


def gone(rentree):
    """Those that ended on 31 August, of people who have not come back to the same place."""
    back = RoleAssignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=rentree.roles_end_on),
        user=OuterRef("user"),
        role=OuterRef("role"),
        state=RoleState.VALIDATED,
        schools__role_assignments=OuterRef("pk"),
    )
    return _of_people(rentree).filter(~Exists(back), ends_on=rentree.roles_end_on)


def arriving(rentree):
    """Asked for or validated, to open in the school year that begins."""
    rows = RoleAssignment.objects.kept().filter(role__in=RENEWED, user__is_active=True)
    return rows.filter(starts_on__range=(rentree.begins_on, rentree.closes_on))


def unconfirmed(rows, rentree):
    """The schools of these roles for which nobody has decided yet."""
    done = RoleRenewal.objects.filter(start_year=rentree.start_year)
    schools = School.objects.filter(pk__in=rows.values("schools"))
    return schools.exclude(pk__in=done.values("school"))


@transaction.atomic
def confirm(actor, school, chosen, *, nobody=False, today=None):
    """The chosen roles last a year longer, the others end on 31 August; (kept, left) counts.

    A role without an end that is not chosen gets one. Decided again later, what is chosen
    then is added. Raises Refused out of season, for who does not stand for the head, and
    when nothing is chosen, unless `nobody` says that it is meant.
    """
    rentree = _rentree(Season.CONFIRMING, today, NOT_OPEN)
    if school.pk not in headed_by(actor):
        raise Refused(NOT_YOURS)
    rows = to_confirm(rentree).renewed_by(actor).filter(schools=school)
    rows = list(rows.select_for_update(of=("self",)).order_by("pk"))
    wanted = {row.pk for row in chosen}
    kept = [row for row in rows if row.pk in wanted]
    if rows and not wanted and not nobody:
        raise Refused(violations=[Violation("", NOBODY, "rows")])
    for row in rows:
        _end_on(row, rentree.confirmed_until if row in kept else rentree.roles_end_on)
    now = {"confirmed_by": actor.user, "confirmed_at": timezone.now()}
    RoleRenewal.objects.update_or_create(school=school, start_year=rentree.start_year, defaults=now)
    left = len(rows) - len(kept)
    words = f"{_counted(len(kept))} jusqu’au {full_day(rentree.confirmed_until)}, "
    words += f"{_counted(left)} jusqu’au {full_day(rentree.roles_end_on)}"
    verb = f"a confirmé les rôles de la rentrée {rentree.start_year}"
    journal.record(actor, verb, school, school=school, words=words)
    return len(kept), left


def _counted(count):
    return f"{count} rôle{'s' if count > 1 else ''}"


def _end_on(row, day):
    if row.ends_on != day:
        row.ends_on = day
        row.save(update_fields=["ends_on"])


@transaction.atomic
def let_go(actor, row, today=None):
    """A role that was confirmed ends on 31 August after all. Idempotent."""
    rentree = _rentree(Season.CONFIRMING, today, NOT_OPEN)
    row = _own(actor, row)
    if row.ends_on == rentree.roles_end_on:
        return row
    if not staying(rentree).filter(pk=row.pk).exists():
        raise Refused("Ce rôle n’est plus en cours.")
    _end_on(row, rentree.roles_end_on)
    write(actor, "a fixé la fin du rôle", row)
    return row


@transaction.atomic
def reopen(actor, row, today=None):
    """A role that ended on 31 August goes on, until the end of the year; the person is told.

    A request that the person has made meanwhile is validated instead. The school has then
    decided: nobody has to call it. Idempotent. Raises Refused after September.
    """
    text = "Un rôle se rouvre en septembre ; ensuite, il se redemande."
    rentree = _rentree(Season.REOPENING, today, text)
    row = _own(actor, row)
    for school in row.schools.all():
        RoleRenewal.objects.get_or_create(
            school=school, start_year=rentree.start_year, defaults={"confirmed_by": actor.user}
        )
    scope = {"schools": row.schools.all()}
    again = same(
        RoleAssignment.objects.kept().lasting(rentree.begins_on), row.user, row.role, scope
    )
    if again is not None:
        return again if again.state == RoleState.VALIDATED else roles.validate(actor, again)
    if not gone(rentree).filter(pk=row.pk).exists():
        raise Refused("Ce rôle n’a pas pris fin le 31 août.")
    _end_on(row, rentree.confirmed_until)
    write(actor, "a rouvert le rôle", row)
    to, until = recipient(row.user, row.role), rentree.confirmed_until.isoformat()
    notify("accounts.role_reopened", row, to, by=actor, occasion=until)
    return row


def _rentree(season, today, refusal):
    today = today or timezone.localdate()
    rentree = rentree_of(today)
    if rentree.season(today) != season:
        raise Refused(refusal)
    return rentree


def _own(actor, row):
    """The row, locked, when the actor confirms it."""
    row = roles.lock(row)
    if not RoleAssignment.objects.renewed_by(actor).filter(pk=row.pk).exists():
        raise Refused(NOT_YOURS)
    return row


def ended_for(user, today=None):
    """The roles of a person that ended on the last 31 August, not asked for again since."""
    today = today or timezone.localdate()
    rentree = rentree_of(today)
    if today < rentree.begins_on:
        return []
    rows = gone(rentree).filter(user=user).prefetch_related("schools").order_by("pk")
    asked = RoleAssignment.objects.kept().lasting(rentree.begins_on)
    scopes = ((row, {"schools": row.schools.all()}) for row in rows)
    return [row for row, scope in scopes if same(asked, user, row.role, scope) is None]
