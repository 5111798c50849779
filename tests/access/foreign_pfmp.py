"""Rows of vocational periods of another tenant (`tests.access.foreign`)."""

import datetime as dt

from directory.models import Diploma
from placements.models import (
    Campaign,
    HostAccess,
    HostAsk,
    HostRequest,
    HostRequestPupil,
    Insertion,
    JobOffer,
    PlacementMobility,
)
from tests.directory.factories import CompanyFactory, DiplomaFactory
from tests.placements.factories import PeriodFactory, PlacementFactory, PupilFactory


def request(marker):
    period = PeriodFactory()
    return HostRequest.objects.create(
        school=period.school, period=period, message=marker, answers_by=dt.date(2026, 12, 18)
    )


def asked(marker):
    return HostAsk.objects.create(
        request=request(marker),
        company=CompanyFactory(),
        contact_email=f"{marker.lower()}@essai.example",
        comment=marker,
    )


def _pupil(marker):
    return PupilFactory(last_name=marker, first_name=marker)


def insertion(marker):
    row = _pupil(marker)
    return Insertion.objects.create(
        pupil=row, school=row.school, class_group=row.class_group, wish="job"
    )


def offer(marker):
    return JobOffer.objects.create(
        company=CompanyFactory(), school=PeriodFactory().school, kind="job", title=marker
    )


MAKERS = {
    Diploma: lambda marker: DiplomaFactory(label=marker),
    HostAccess: lambda marker: HostAccess.objects.create(company=CompanyFactory(), note=marker),
    HostAsk: asked,
    HostRequest: request,
    HostRequestPupil: lambda marker: HostRequestPupil.objects.create(
        request=request(marker), pupil=_pupil(marker)
    ),
    Insertion: insertion,
    JobOffer: offer,
    PlacementMobility: lambda marker: PlacementMobility.objects.create(
        placement=PlacementFactory(pupil=_pupil(marker)), abroad=marker
    ),
}
NUMBERS = {
    "stages/insertion/offres/": JobOffer,
    "stages/pfmp/demandes/lignes/": HostAsk,
    "stages/pfmp/demandes/": HostRequest,
    "stages/pfmp/periodes/": Campaign,
    "stages/pfmp/places/": HostAsk,
}
