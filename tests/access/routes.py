"""Every address of the portal, with a sample of its arguments from the demo data."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.urls import get_resolver

# Where a number in the address means a row: the beginning of the route → the model.
ROWS = {
    "accueil/fermetures/": "partnerships.ClosedPeriod",
    "accueil/remplacements/": "partnerships.StandIn",
    "actualites/": "clee.News",
    "clee/actions/": "clee.Action",
    "clee/bilans/": "clee.Review",
    "clee/decisions/": "clee.Decision",
    "clee/demandes/": "clee.Enquiry",
    "clee/documents-actions/": "clee.ActionDocument",
    "clee/etapes/": "clee.CycleStep",
    "classes/": "directory.ClassGroup",
    "clee/fichiers/": "clee.ResourceVersion",
    "clee/importer/": "documents.SheetImport",
    "clee/invitations/": "clee.Invitation",
    "clee/mandats/": "clee.Mandate",
    "clee/membres/": "clee.Member",
    "clee/pratiques/": "clee.Practice",
    "clee/ressources/": "clee.Resource",
    "clee/reunions/": "clee.Meeting",
    "clee/": "clee.Committee",
    "documents/questionnaires/": "documents.QuestionnaireAnswer",
    "documents/tours/": "documents.SignatureRound",
    "equipe/reglages/": "directory.School",
    "evenements/industrie-cup/equipes/": "events.Team",
    "evenements/industrie-cup/jures/": "events.Juror",
    "evenements/industrie-cup/supports/": "events.Support",
    "evenements/industrie-cup/<": "events.Edition",
    "evenements/programmes/entrees/": "events.ProgrammeEntry",
    "evenements/programmes/": "events.Programme",
    "evenements/inscriptions/<": "events.Registration",
    "evenements/seances/": "events.Session",
    "evenements/": "events.Event",
    "immersions/attente/": "partnerships.SlotWaiting",
    "immersions/appels/": "partnerships.SchoolRequest",
    "immersions/besoins/": "partnerships.CompanyNeed",
    "immersions/branche/": "partnerships.BranchConsultation",
    "immersions/conventions/": "partnerships.Contract",
    "immersions/creneaux/": "partnerships.Slot",
    "immersions/demandes/": "partnerships.Booking",
    "branche/appels/": "partnerships.SchoolRequest",
    "immersions/mises-en-relation/": "partnerships.BranchMatch",
    "immersions/offres/": "partnerships.Offer",
    "rapports/annees-closes/": "directory.YearCorrection",
    "rapports/declarations/": "reports.Declaration",
    "rapports/exports/": "reports.Export",
    "rapports/publies/": "reports.PublishedReport",
    "rapports/entreprises/": "directory.Company",
    "relations/echanges/": "partnerships.Interaction",
    "relations/entreprises/": "directory.Company",
    "relations/etablissements/": "directory.School",
    "relations/filtres/": "partnerships.SavedFilter",
    "relations/importer/": "documents.SheetImport",
    "relations/partenariats/": "partnerships.Partnership",
    "immersions/reponses/": "partnerships.SchoolRequestAnswer",
    "reseaux/<": "directory.PartnerNetwork",
    "reseaux/membres/": "partnerships.NetworkMember",
    "stages/importer/": "documents.SheetImport",
    "stages/conventions/": "placements.Agreement",
    "stages/classes/": "directory.ClassGroup",
    "stages/grilles/importer/": "documents.SheetImport",
    "stages/eleves/importer/": "documents.SheetImport",
    "stages/eleves/": "placements.Pupil",
    "stages/accueillis/effectif/": "directory.Company",
    "stages/accueillis/": "placements.Stay",
    "stages/fiches/": "placements.Placement",
    "stages/insertion/offres/": "placements.JobOffer",
    "stages/pfmp/demandes/lignes/": "placements.HostAsk",
    "stages/pfmp/demandes/": "placements.HostRequest",
    "stages/pfmp/entreprises/": "directory.Company",
    "stages/pfmp/periodes/": "placements.Campaign",
    "stages/pfmp/places/": "placements.HostAsk",
    "stages/parcours/candidats/": "placements.TrackCandidate",
    "stages/parcours/": "placements.DiscoveryTrack",
    "stages/periodes/": "placements.Campaign",
    "stages/propositions/": "placements.PlacementProposal",
    "stages/offres/semaines/": "placements.OfferWeek",
    "stages/offres/signalements/": "placements.OfferReport",
    "stages/offres/": "placements.PlacementOffer",
    "stages/candidatures/": "placements.PlacementApplication",
    "stages/voeux/": "placements.PlacementWish",
}
# Of these, a living row: one that visitors see, that a party may still act on.
LIVING = {
    "clee.Enquiry": {"state": "sent", "kind": "create"},
    "clee.News": {"state": "published"},
    "directory.ClassGroup": {"pupils__isnull": False},
    "documents.SignatureRound": {"state": "open"},
    "events.Edition": {"state": "closed"},
    "events.Event": {"state": "published"},
    "events.Programme": {"state": "published"},
    "events.ProgrammeEntry": {"state": "proposed"},
    "events.Juror": {"edition__state": "closed"},
    "events.Team": {"edition__state": "closed"},
    "partnerships.BranchConsultation": {"booking__state": "accepted"},
    "partnerships.Booking": {"state": "sent"},
    "partnerships.BranchMatch": {"state": "proposed"},
    "partnerships.Contract": {"state": "in_signature"},
    "partnerships.Offer": {"state": "published"},
    "partnerships.SchoolRequest": {"state": "published"},
    "partnerships.SchoolRequestAnswer": {"state": "given", "kind": "yes"},
    "partnerships.Slot": {"state": "open", "is_listed": True},
    "partnerships.SlotWaiting": {"state": "waiting"},
    "clee.Action": {"state": "planned"},
    "clee.Review": {"state": "filed"},
    "placements.Campaign": {"class_group__diploma__isnull": False},
    "placements.PlacementApplication": {"state": "sent"},
    "placements.PlacementOffer": {"state": "published"},
}
# What may be done to the row.
EVENTS = {
    "clee/reunions/": "cancel",
    "clee/actions/": "do",
    "clee/bilans/": "see",
    "actualites/": "withdraw",
    "clee/demandes/": "accept",
    "clee/": "sleep",
    "evenements/industrie-cup/equipes/": "retirer",
    "evenements/industrie-cup/jures/": "envoyer",
    "evenements/industrie-cup/": "deliberate",
    "evenements/<": "cancel",
    "evenements/programmes/entrees/": "accept",
    "evenements/programmes/": "archive",
    "rapports/declarations/": "reopen",
    "rapports/publies/": "ouvrir",
    "immersions/attente/": "leave",
    "immersions/appels/": "withdraw",
    "immersions/reponses/": "decline",
    "immersions/creneaux/": "resize",
    "immersions/demandes/": "cancel",
    "immersions/mises-en-relation/": "refuse",
    "immersions/offres/": "close",
    "relations/echanges/": "fait",
    "relations/partenariats/": "start",
    "stages/classes/": "fermer",
    "stages/eleves/": "fermer",
    "stages/offres/": "close",
    "stages/candidatures/": "retirer",
    "stages/parcours/": "ouvrir",
    "rentree/roles/": "reopen",
}
NOTHING = {"int": "999999999", "uuid": "00000000-0000-0000-0000-000000000000"}
# Regular expressions cannot be filled in by themselves.
PATHS = {
    "admin/(?P<url>.*)$": "admin/inconnu",
    "rappels/<str:code>/": "rappels/immersion.j7.teacher/",
    "rappels/<str:code>/<slug:event>/": "rappels/immersion.j7.teacher/suspendre/",
    "^connexion/nouveau-mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "connexion/nouveau-mot-de-passe/1-inconnu/"
    ),
}
ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
APP_LIST = re.compile(r"admin/\^\(\?P<app_label>(?P<apps>[\w|]+)\)/\$")


@dataclass(frozen=True)
class Route:
    """One line of the matrix: the route as written, a path that fits, and its view."""

    text: str
    path: str
    view: object

    @property
    def is_public(self):
        return getattr(self.view, "is_public", False)

    @property
    def asks_sign_in(self):
        return getattr(self.view, "login_required", True)


def every_route():
    """All routes, in the order of their text."""
    found = {text: view for text, view in _walk(get_resolver(), "")}
    return [Route(text, "/" + _path(text), view) for text, view in sorted(found.items())]


def _walk(resolver, prefix):
    for entry in resolver.url_patterns:
        text = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from _walk(entry, text)
        else:
            yield text, entry.callback


def _path(text):
    if text in PATHS:
        return PATHS[text]
    if apps_of := APP_LIST.fullmatch(text):
        return f"admin/{sorted(apps_of['apps'].split('|'))[0]}/"
    return ARGUMENT.sub(lambda found: _sample(text, found), text)


def _sample(text, found):
    model, name = _model_of(text), found["name"]
    if model and name in ("pk", "object_id", "signatory"):
        rows = model._base_manager.filter(**LIVING.get(model._meta.label, {}))
        row = rows.order_by("pk").first()
        if row is not None:
            return str(row.signatories.first().pk if name == "signatory" else row.pk)
    if name == "event":
        return _by_start(EVENTS, text)
    return NOTHING.get(found["kind"], "inconnu")


def _model_of(text):
    if text.startswith("admin/") and text.count("/") > 3:
        return apps.get_model(*text.split("/")[1:3])
    label = _by_start(ROWS, text)
    return apps.get_model(label) if label else None


def _by_start(table, text):
    return next((value for start, value in table.items() if text.startswith(start)), None)
