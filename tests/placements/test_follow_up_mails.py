"""What the mails of the follow-up say, and do not say: their bodies, word for word."""

import datetime as dt
import uuid

import pytest

from outbox.kinds import kind_of
from outbox.models import Notice
from placements import evaluation
from placements.models import Incident, Visit
from placements.workflow import host_links, incidents, outcomes, presence, visits
from tests.placements.follow_world import FRIDAY, MONDAY, TUESDAY, followed, on
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db
NAME = ("Élève", "MARTIN Léa")


@pytest.fixture
def world():
    return followed()


def mail(kind):
    notice = Notice.objects.filter(kind=kind).order_by("pk").first()
    assert kind_of(kind).still_relevant(notice.at(notice.due_at))
    return kind_of(kind).render(notice.at(notice.due_at))


def test_the_host_reads_what_to_do_first_in_an_accident(world):
    with on(MONDAY):
        link = host_links.send(world.teacher, world.placement.stays.get())
        content = mail("placement.host_follow")
    assert content.subject == "Stage de Léa : présence, et qui prévenir"
    assert content.paragraphs[1].startswith("Accident : appelez d’abord les secours (15 ou 112)")
    assert ("Élève", "Léa Martin") in content.facts
    assert content.action == ("Relever la présence", link.url)
    assert "2012" not in str(content) and "famille.test" not in str(content)


def test_an_alert_and_an_incident_keep_what_happened_on_the_page(world):
    visit = Visit(kind="call", done_on=MONDAY, alert="red", note="Secret.")
    visits.report(world.teacher, world.placement, visit, key=uuid.uuid4(), today=MONDAY)
    content = mail("placement.alert")
    assert content.paragraphs[0].startswith("Après un appel, la personne qui suit l’élève")
    assert NAME in content.facts and content.action[0] == "Lire le compte rendu"
    row = Incident(kind="behaviour", day=MONDAY, what="Secret.", measures="Secret.")
    incidents.tell(world.head, world.placement, row, key=uuid.uuid4(), today=MONDAY)
    content = mail("placement.incident")
    assert content.paragraphs[0] == "Comportement, signalé par l’établissement."
    assert "sont sur la page du stage" in content.paragraphs[1]
    every = [kind_of(one.kind).render(one.at(one.due_at)) for one in Notice.objects.all()]
    assert len(every) == 2 and "Secret" not in str(every)


def test_an_absence_says_which_half_day(world):
    with on(MONDAY):
        stay = world.placement.stays.get()
        link = host_links.send(world.teacher, stay)
        host = type(world.teacher).of_link(link)
        said = {MONDAY: ("present", "absent")}
        presence.take(host, world.placement, said, stay=stay, today=MONDAY)
    content = mail("placement.absent")
    assert content.facts[:2] == [
        ("Absence", "25 janvier 2027, après-midi"),
        ("Nature", "Stage d’observation"),
    ]
    assert "Prévenez la famille" in content.paragraphs[0]


def test_a_missed_placement_says_why_and_how_to_correct_it(world):
    outcomes.miss(world.head, world.placement, "host", "Secret.", today=TUESDAY)
    content = mail("placement.missed")
    assert content.facts[0] == ("Motif", "L’accueillant n’a pas pu accueillir l’élève")
    assert "marquez-le réalisé" in content.paragraphs[0] and "Secret" not in str(content)


def test_an_opinion_is_asked_again_without_the_whole_name(world):
    with on(FRIDAY, 6):
        evaluation.ask_due(FRIDAY)
    day = FRIDAY + dt.timedelta(days=6)
    with on(day):
        plan("placement.evaluation.", now=dt.datetime.combine(day, dt.time(9), dt.UTC))
        content = mail("placement.evaluation.7")
    assert content.subject == "Avis attendu : stage de Léa M., du 25 au 29 janvier 2027"
    assert "Martin" not in str(content)
