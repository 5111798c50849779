"""The lists of this app as files: the columns of each, and the one way out."""

from django.db.models import F, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.downloads import Taking
from accounts.lists_out import FORMAT, give_list
from accounts.tables_out import Selection
from directory.cells import Column, company_name

NAME = TextField()
NEEDS = [
    Column("job", "Métier"),
    Column("level", "Niveau"),
    Column("count", "Personnes"),
    Column("company", "Entreprise", company_name("company")),
    Column("company__siret", "SIRET"),
    Column("sector__label", "Secteur"),
    Column("basin__name", "Bassin"),
    Column("department_id", "Département"),
    Column("wanted_from", "À partir du"),
    Column("told_on", "Dit le"),
    Column("ended_on", "Clos le"),
]


def _asked(path=""):
    """The columns of a request for an immersion; `path` leads to it."""
    host = Coalesce(
        company_name(f"{path}company"),
        F(f"{path}host_school__name"),
        F(f"{path}host_network__name"),
        output_field=NAME,
    )
    guest = Coalesce(
        F(f"{path}school__name"), company_name(f"{path}guest_company"), output_field=NAME
    )
    return [
        Column(f"{path}kind", "Nature"),
        Column("guest", "Qui vient", guest),
        Column(f"{path}school__uai", "UAI"),
        Column(f"{path}class_group__name", "Classe"),
        Column(f"{path}class_group__level", "Niveau"),
        Column("host", "Accueil", host),
        Column(f"{path}company__siret", "SIRET"),
        Column(f"{path}company__city", "Ville de l’entreprise"),
        Column(f"{path}starts_on", "Premier jour"),
        Column(f"{path}ends_on", "Dernier jour"),
        Column(f"{path}girls", "Filles"),
        Column(f"{path}boys", "Garçons"),
        Column(f"{path}unspecified", "Élèves, non précisé"),
        Column(f"{path}adults", "Adultes"),
    ]


BOOKINGS = [*_asked(), Column("state", "État"), Column("created_at", "Demandée le")]
CONTRACTS = [
    *_asked("booking__"),
    Column("state", "État"),
    Column("sent_at", "À la signature le"),
    Column("signed_at", "Signée le"),
]
PARTNERSHIPS = [
    Column(
        "party",
        "Partenaire",
        Coalesce(company_name("company"), F("partner__name"), output_field=NAME),
    ),
    Column("company__siret", "SIRET"),
    Column("kind", "Nature"),
    Column("title", "Objet"),
    Column(
        "holder",
        "Tenu par",
        Coalesce(
            F("school__name"),
            F("office__name"),
            F("network__name"),
            F("committee__name"),
            output_field=NAME,
        ),
    ),
    Column("starts_on", "Premier jour"),
    Column("ends_on", "Dernier jour"),
    Column("state", "État"),
    Column("ending_reason", "Motif de fin"),
]


def is_asked(request):
    """Whether the address is that of the file of a list."""
    return FORMAT in request.GET


def give(request, rows, columns, what, limits=""):
    """The rows of a list, as its page filters them; `what` they are ("les demandes"), `limits` in
    words. Both are told by the journal."""
    source = Selection(rows, columns, rows.count())
    taking = Taking(f"a exporté {what}", None, limits, source.count)
    return give_list(request, source, f"{what.split()[1]}-{timezone.localdate()}", taking)
