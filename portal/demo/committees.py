"""What the public reads of the committees and sends to them: news, sheets, requests, a letter."""

import datetime as dt
import uuid

from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from clee.enums.public import EnquiryKind, EnquiryState
from clee.models import Committee, Enquiry, Letter, News
from clee.workflow import enquiries, letters, news, offices
from directory.models import School

from .offers import NAMESPACE
from .people import LYCEE

# UAI, or committee | title | text | days ago; 0: not published.
NEWS = """
|CLEE d’Alès|Vingt-deux élèves entraînés à l’entretien|Six recruteurs d’Alès ont reçu les élèves de 3e du collège Jean Moulin, un quart d’heure chacun.|12
|CLEE de l’Ariège|Trois chefs d’entreprise au collège|Ils ont visité l’atelier de technologie et déjeuné avec les équipes ; deux stages en sont nés.|26
|CLEE de Tarn-et-Garonne|Le livret d’accueil est paru|Il dit en quatre pages comment recevoir un élève en stage : horaires, sécurité, premier jour.|40
0311092U||Portes ouvertes de l’atelier d’usinage|Les entreprises de l’Ouest toulousain visitent l’atelier et rencontrent les élèves de terminale.|5
0311092U||Nos élèves de BTS cherchent un stage|Huit semaines à partir de mai, en conception de produits industriels.|0
"""  # noqa: E501

DIPLOMAS = """Bac professionnel Technicien en réalisation de produits mécaniques
Bac technologique STI2D
BTS Conception des processus de réalisation de produits"""

# Kind | committee | organisation | words.
REQUESTS = (
    (EnquiryKind.CREATE, "", "Ateliers du Volvestre",
     "Quatre entreprises et deux collèges du Volvestre voudraient se réunir en comité."),
    (EnquiryKind.JOIN, "CLEE de l’Ariège", "Mécanique des Pyrénées",
     "Nous recevons déjà des élèves de Pamiers et voudrions rejoindre le comité."),
)  # fmt: skip


def add(everybody):
    """Told once: the first news says that the story is there."""
    if News.objects.exists():
        return
    rectorat = Actor.of(everybody["rectorat"])
    rbde = Actor.of(everybody["rbde"], Role.RBDE)
    for line in NEWS.strip().splitlines():
        uai, committee, title, text, days = line.split("|")
        _publish(rbde if uai else rectorat, rectorat, uai, committee, title, text, int(days))
    offices.save(
        rbde,
        School.objects.get(uai=LYCEE),
        presentation="Un interlocuteur pour vos stages, vos visites et votre taxe d’apprentissage.",
        diplomas=DIPLOMAS,
        hours="Du lundi au vendredi, de 8 h 30 à 17 h",
    )
    _ask()
    _write(rectorat)


def _publish(writer, publisher, uai, committee, title, text, days):
    row = News(title=title, text=text)
    if uai:
        row.school = School.objects.get(uai=uai)
    else:
        row.committee = Committee.objects.get(name=committee)
    news.write(writer, row)
    news.act(writer, row, "propose")
    if days:
        news.act(publisher, row, "publish")
        at = timezone.now() - dt.timedelta(days=days)
        News.objects.filter(pk=row.pk).update(published_at=at)


def _ask():
    """Two requests: one to answer, one that has waited too long."""
    for days, (kind, name, organisation, words) in zip((2, 20), REQUESTS, strict=True):
        committee = Committee.objects.filter(name=name).first()
        places = committee.departments.values_list("pk", flat=True) if committee else ["31"]
        row = Enquiry.objects.create(
            kind=kind,
            committee=committee,
            department_id=places[0],
            name="Hélène Soulé",
            email=f"demande{days}@demo.example",
            function="Gérante",
            organisation=organisation,
            words=words,
            state=EnquiryState.TO_CONFIRM,
        )
        proof = PersonalLink(holder_email=row.email, holder_name=row.name)
        enquiries.confirm(Actor.of_link(proof), row)
        at = timezone.now() - dt.timedelta(days=days)
        Enquiry.objects.filter(pk=row.pk).update(sent_at=at)


def _write(rectorat):
    """What the rectorat wrote to the co-leads who have an account."""
    led = Committee.objects.filter(mandates__user__isnull=False).distinct()
    if led and not Letter.objects.exists():
        letters.send(
            rectorat,
            led,
            "Plénières de septembre",
            "Merci de fixer la date de votre plénière et de l’inscrire au calendrier du comité.",
            key=uuid.uuid5(NAMESPACE, "lettre-aux-copilotes"),
        )
