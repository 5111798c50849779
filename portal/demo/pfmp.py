# ruff: noqa: E501 (tables: one row, one line)
"""Diplomas, periods and pupils of the vocational classes of the demonstration's lycée."""

import datetime as dt
import uuid

from accounts.actor import Actor
from accounts.enums import Role
from directory.enums import Level
from directory.enums_diplomas import DiplomaKind
from directory.models import ClassGroup, Diploma, Sector
from placements.enums import PlacementState, Source
from placements.enums.hosts import AskState, SearchState, Wish, YesNo
from placements.models import Campaign, HostAsk, HostRequest, Insertion, JobOffer, Placement, Pupil
from placements.workflow import (
    insertion,
    mobility_pfmp,
    pfmp_bulk,
    pfmp_ends,
    pfmp_requests,
    pupils,
)
from placements.workflow.campaigns import set_campaign
from placements.workflow.pfmp_bulk import Given

from .offers import NAMESPACE
from .people import LYCEE
from .pfmp_follow_up import CLASS as FOLLOWED
from .pfmp_follow_up import OWN_HOSTS, able_hosts
from .places import rows
from .pupils import USUAL

# Code | label | kind | years | least weeks | most weeks | sectors
DIPLOMAS = """
25431|CAP Métallier|cap|2|12|14|mecanique
25133|Bac pro Technicien en réalisation de produits mécaniques|bac_pro|3|18|22|mecanique aeronautique
25000|Bac pro Métiers de la réalisation d’ensembles mécaniques|bac_pro|3|18|22|mecanique aeronautique
25131|BTS Conception des processus de réalisation de produits|bts|2|8|10|mecanique aeronautique
31210|Bac pro Métiers du commerce et de la vente|bac_pro|3|18|22|commerce
33037|Bac pro Accompagnement, soins et services à la personne|bac_pro|3|22|22|sante
"""

# Class | code of its diploma | pupils | (days from now, weeks) of each period
CLASSES = """
2de MRC|25000|24|-49 3|70 3
1re TU|25133|18|-56 4|38 4
Tle TU|25133|16|-49 4|45 4
CAP Métallerie|25431|12|-42 3|14 3
BTS CPRP 1|25131|15|150 6
"""

FIRST = """Aïcha F|Bastien M|Clara F|Dylan M|Elsa F|Florian M|Gaëlle F|Hakim M|Ilona F|Jordan M
Kenza F|Lucas M|Maëlys F|Nolan M|Océane F|Pablo M|Rania F|Simon M|Tess F|Ulysse M|Victoria F
Wassim M|Yasmine F|Zacharie M"""
LAST = """Albouy Bacquié Cazals Dedieu Espinasse Fontès Galy Imbert Jouanel Lacoste Maurel Noguès
Ourliac Pagès Rouzaud Sicard Tournier Ubeda Vernhes Ysern Azéma Bonnefous Calmettes Doumeng"""


def add(everybody, hosts, calendar, today):
    """What is missing of them; nothing moves when it is run again."""
    add_diplomas()
    head = Actor.of(everybody["proviseur.montel"], Role.HEAD)
    for name, code, count, *periods in rows(CLASSES):
        group = _class(name, code)
        if group is None:
            continue
        _add_periods(head, group, periods, calendar, today)
        _add_pupils(everybody, head, group, int(count))
    office = Actor.of(everybody["rbde"], Role.RBDE)
    _ask(office, hosts, today)
    _ask_again(office, hosts, today)
    _left_unanswered(office, hosts, today)
    _place(office, hosts, today)
    _insertion(office, hosts)


def add_diplomas():
    for code, label, kind, years, least, most, sectors in rows(DIPLOMAS):
        diploma, is_new = Diploma.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "kind": DiplomaKind(kind),
                "years": years,
                "min_weeks": least,
                "max_weeks": most,
            },
        )
        if is_new:
            diploma.sectors.set(Sector.objects.filter(code__in=sectors.split()))


def _class(name, code):
    group = ClassGroup.objects.filter(school__uai=LYCEE, name=name).order_by("pk").last()
    if group is not None and group.diploma_id is None:
        group.diploma = Diploma.objects.get(code=code)
        group.save()
    return group


def _add_periods(head, group, periods, calendar, today):
    if Campaign.objects.filter(class_group=group).exists():
        return
    free = dt.date.min
    for number, period in enumerate(periods, 1):
        days, weeks = map(int, period.split())
        start = max(free, today + dt.timedelta(days=days))
        first, last = whole_weeks(calendar, start, weeks)
        free = last + dt.timedelta(days=7)
        if group.school_year.start_year != first.year - (first.month < 9):
            continue
        campaign = Campaign(
            school=group.school,
            school_year=group.school_year,
            level=group.level,
            class_group=group,
            starts_on=first,
            ends_on=last,
            label=f"PFMP {number}" if group.diploma.kind != DiplomaKind.BTS else "Stage",
        )
        set_campaign(head, campaign)


def whole_weeks(calendar, start, count):
    """(Monday, Friday) of the first `count` weeks from `start` on that are at school."""
    monday = start + dt.timedelta(days=-start.weekday() % 7)
    while True:
        last = monday + dt.timedelta(days=7 * count - 3)
        weeks = (monday + dt.timedelta(days=7 * rank) for rank in range(count))
        at_school = all(calendar.holiday(week) is None for week in weeks)
        if at_school and calendar.is_school_day(monday) and calendar.is_school_day(last):
            return monday, last
        monday += dt.timedelta(days=7)


def _add_pupils(everybody, head, group, count):
    if Pupil.objects.filter(class_group=group).exists():
        return
    pupils.set_referents(head, group, [everybody["ddfpt"]])
    names = list(zip(LAST.split(), FIRST.replace("\n", "|").split("|"), strict=True))
    for number in range(count):
        last_name = names[(number * 5 + group.pk) % len(names)][0]
        first_name, sex = names[(number + group.pk) % len(names)][1].split()
        _pupil(head, group, number + 1, last_name, first_name, sex)


def _pupil(head, group, number, last_name, first_name, sex):
    age = Level(group.level).usual_age
    born = dt.date(group.school_year.start_year - age, 1 + number % 12, 1 + number)
    pupil = Pupil(
        class_group=group,
        school_number=f"{group.name}-{number:02}".replace(" ", ""),
        last_name=last_name,
        first_name=first_name,
        sex=sex,
        birth_date=born,
        municipality_code="31149" if number % 3 else "31555",
    )
    guardian = {
        "last_name": last_name,
        "first_name": "Dominique",
        "email": f"famille.{group.pk}.{number}@demo.example",
    }
    pupils.save(head, pupil, {1: guardian})


def _periods(today, has_begun):
    rows = Campaign.objects.filter(school__uai=LYCEE).exclude(class_group__diploma=None)
    rows = rows.filter(starts_on__lte=today) if has_begun else rows.filter(starts_on__gt=today)
    rows = rows.select_related("class_group__diploma", "class_group__school_year", "school")
    return rows.order_by("starts_on", "pk")


def _pupils_of(period):
    rows = Pupil.objects.filter(class_group=period.class_group).order_by("sort_key", "pk")
    return list(rows.select_related("class_group__school_year", "class_group__diploma", "school"))


def _ask(office, hosts, today):
    """Places asked for the next period of the class of première: yes, no, no answer yet."""
    soon = today + dt.timedelta(days=7)
    period = _periods(soon, False).filter(class_group__name="1re TU").first()
    if period is None or HostAsk.objects.exists():
        return
    names = ("meca", "capteurs", "quercy")
    contacts = {hosts[name]: f"{name}.pfmp@entreprise.example" for name in names}
    sent = pfmp_requests.send(
        office,
        period,
        _pupils_of(period)[:6],
        contacts,
        "Nos élèves d’usinage cherchent un atelier. Machines conventionnelles ou numériques.",
        today + (period.starts_on - today) / 2,
        key=uuid.uuid5(NAMESPACE, "pfmp-request"),
    )
    for company, places, comment in (
        (hosts["meca"], 3, "Atelier de fraisage"),
        (hosts["capteurs"], 0, "Atelier en travaux"),
    ):
        ask = sent.request.asks.filter(company=company).first()
        if ask is not None:
            link = pfmp_requests.living(ask)
            pfmp_requests.answer(Actor.of_link(link), ask, places, comment)
    mobility_pfmp.say_access(office, hosts["meca"], YesNo.YES, "Bus 21, arrêt Ateliers")


def _left_unanswered(office, hosts, today):
    """A request whose time is over: it ended by itself, and may be given more."""
    soon = today + dt.timedelta(days=7)
    period = _periods(soon, False).exclude(host_requests__isnull=False).first()
    if period is None or HostAsk.objects.filter(state=AskState.EXPIRED).exists():
        return
    sent = pfmp_requests.send(
        office,
        period,
        [],
        {hosts[name]: f"{name}.pfmp@entreprise.example" for name in ("capteurs", "quercy")},
        "Notre classe cherche encore des ateliers, quelques élèves suffisent.",
        pfmp_requests.usual_day(period, today),
        key=uuid.uuid5(NAMESPACE, "pfmp-request-silent"),
    )
    past = today - dt.timedelta(days=1)
    HostRequest.objects.filter(pk=sent.request.pk).update(
        answers_by=past, sent_at=sent.request.sent_at - dt.timedelta(days=15)
    )
    pfmp_ends.expire(today)


def _ask_again(office, hosts, today):
    """For the class of seconde, still to be answered: it stands at the desk of a company that
    has an account."""
    period = _periods(today, False).filter(class_group__name="2de MRC").first()
    if period is None or HostAsk.objects.filter(request__period=period).exists():
        return
    pfmp_requests.send(
        office,
        period,
        _pupils_of(period)[-2:],
        {hosts[name]: f"{name}.pfmp@entreprise.example" for name in ("meca", "quercy")},
        "Deux élèves de seconde découvrent le métier : trois semaines à l’atelier.",
        today + (period.starts_on - today) / 2,
        key=uuid.uuid5(NAMESPACE, "pfmp-request-again"),
    )


def _place(office, hosts, today):
    """The first periods are done, or under way; of the next ones some pupils have a host. The
    class whose placements are told one by one (`pfmp_follow_up`) is left alone."""
    if Placement.objects.filter(kind="pfmp").exists():
        return
    able = able_hosts(hosts)[OWN_HOSTS:]
    for period in _periods(today, True).exclude(class_group__name=FOLLOWED):
        _give(office, period, _pupils_of(period)[:12], able)
        rows = Placement.objects.filter(period=period, state=PlacementState.FOUND)
        state = PlacementState.DONE if period.ends_on < today else PlacementState.SIGNED
        rows.update(state=state, source=Source.ELSEWHERE)
    for period in _periods(today, False).exclude(class_group__name=FOLLOWED):
        ask = HostAsk.objects.with_places().filter(request__period=period).first()
        waiting = _pupils_of(period)
        if ask is not None:
            _assign(office, [Given(waiting[0], period, ask.company, ask)])
            _give(office, period, waiting[6:10], able)
        else:
            _give(office, period, waiting[:5], able)


def _give(office, period, some, able):
    gifts = [
        Given(pupil, period, able[(n + period.pk) % len(able)]) for n, pupil in enumerate(some)
    ]
    _assign(office, gifts)


def _assign(office, gifts):
    key = uuid.uuid5(NAMESPACE, f"pfmp-{gifts[0].period.pk}-{gifts[0].pupil.pk}")
    pfmp_bulk.assign(office, gifts, USUAL, key=key)


def _insertion(office, hosts):
    """An offer of apprenticeship, and what some of the last year look for."""
    group = ClassGroup.objects.filter(school__uai=LYCEE, name="Tle TU").order_by("pk").last()
    if group is None or group.diploma is None or JobOffer.objects.exists():
        return
    offer = JobOffer(
        company=hosts["meca"],
        school=group.school,
        kind="apprenticeship",
        title="Opérateur régleur en fraisage",
        places=2,
        contact_name="Agnès Barthe",
    )
    insertion.save_offer(office, offer, [group.diploma])
    rows = Pupil.objects.filter(class_group=group).order_by("sort_key", "pk")
    rows = rows.select_related("class_group__school_year", "class_group__diploma", "school")
    start = dt.date(group.school_year.start_year + 1, 9, 1)
    said = (
        {"wish": Wish.APPRENTICESHIP, "state": SearchState.FOUND, "offer": offer,
         "contract_on": start},
        {"wish": Wish.STUDIES, "state": SearchState.APPLIED},
        {"wish": Wish.JOB, "state": SearchState.SEARCHING},
    )  # fmt: skip
    if not Insertion.objects.filter(class_group=group).exists():
        for pupil, values in zip(rows[: len(said)], said, strict=False):
            insertion.tell(office, pupil, values)
