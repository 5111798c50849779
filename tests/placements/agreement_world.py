"""An agreement and the people around it: a pupil of 3e with two guardians, a host, a referent."""

import datetime as dt
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from directory.enums import Level, SpecialKind
from documents.models import SignatureRound
from placements.enums import PlacementState, Source
from placements.models import Agreement, ClassReferent, LegalGuardian, Placement, Pupil, Stay
from placements.rules.presence import WeekTable
from placements.workflow import agreement_parts, agreements
from placements.workflow.agreement_base import HOST_PURPOSE, with_all
from placements.workflow.agreement_parts import PartEdit
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
    SchoolYearFactory,
)

MONDAY, FRIDAY = dt.date(2027, 1, 25), dt.date(2027, 1, 29)
DAY = ((9 * 60, 12 * 60), (13 * 60, 16 * 60))
WEEK = WeekTable((DAY,) * 5 + ((), ()))
SAID = {
    "tutor_name": "Dounia Faure",
    "tutor_function": "Cheffe d’atelier",
    "tutor_email": "dounia@meca.test",
    "tutor_phone": "05 61 00 00 01",
    "activities": "Suivre une pièce, du dessin au contrôle.",
    "place": "",
    "equipment": "Chaussures et lunettes fournies.",
    "meals": "À la cantine.",
    "insurance": "Assureur du Midi, contrat 4521",
    "signatory_name": "Ana Roux",
    "signatory_function": "Gérante",
    "signatory_email": "ana@meca.test",
    "works_read": True,
}


@dataclass
class AgreementWorld:
    """The people around one placement; `agreement` and the others read again."""

    placement: Placement
    teacher: Actor
    head: Actor
    company: Actor

    @property
    def agreement(self):
        return with_all(Agreement.objects).get(placement=self.placement)

    @property
    def part(self):
        return self.agreement.parts.order_by("pk").first()

    @property
    def pupil(self):
        return self.placement.pupil

    @property
    def link(self):
        return PersonalLink.objects.about(self.part).get(purpose=HOST_PURPOSE)

    @property
    def round(self):
        return SignatureRound.objects.about(self.agreement).first()

    def state(self):
        self.placement.refresh_from_db()
        return self.agreement.state, self.placement.state

    def prepare(self, email="contact@meca.test", **values):
        contacts = {stay.company_id: ("Paul Roux", email) for stay in self.placement.stays.all()}
        return agreements.prepare(self.teacher, self.placement, values, contacts)

    def fill(self, actor=None, *, table=WEEK, part=None, **values):
        edit = PartEdit(table, SAID | values)
        return agreement_parts.complete(actor or self.teacher, part or self.part, edit)

    def signing(self):
        self.prepare()
        for part in self.agreement.parts.all():
            self.fill(part=part)
        return agreements.open_signatures(self.teacher, self.agreement)

    def signatories(self):
        return {one.function: one for one in self.round.signatories.order_by("position")}


def make_agreement_world(
    *, kind="observation", hosts=1, birth_date=dt.date(2012, 5, 1), guardians=2
):
    school = SchoolFactory()
    group = ClassGroupFactory(
        school=school,
        school_year=SchoolYearFactory(),
        level=Level.TROISIEME,
        special_kind=SpecialKind.SEGPA if kind == "initiation" else "",
    )
    teacher = actor_for(Role.TEACHER, school=school)
    ClassReferent.objects.create(class_group=group, user=teacher.user)
    placement = Placement.objects.create(
        pupil=_pupil(group, birth_date, guardians),
        school=school,
        class_group=group,
        school_year=group.school_year,
        kind=kind,
        source=Source.FAMILY,
        state=PlacementState.FOUND,
        level=group.level,
        starts_on=MONDAY,
        ends_on=FRIDAY,
        referent=teacher.user,
    )
    company = _stays(placement, hosts)
    return AgreementWorld(
        placement,
        teacher,
        actor_for(Role.HEAD, school=school),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
    )


def _pupil(group, birth_date, guardians):
    pupil = Pupil.objects.create(
        school=group.school,
        class_group=group,
        last_name="Martin",
        first_name="Léa",
        birth_date=birth_date,
        email="lea@famille.test",
    )
    for rank in range(1, guardians + 1):
        LegalGuardian.objects.create(
            pupil=pupil,
            rank=rank,
            last_name="Martin",
            first_name=("Anne", "Luc")[rank - 1],
            email=f"parent{rank}@famille.test",
        )
    return pupil


def _stays(placement, hosts):
    """The week at one host's, or Monday and Tuesday at the first of two; the first company."""
    tuesday, wednesday = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)
    days = {1: [(MONDAY, FRIDAY)], 2: [(MONDAY, tuesday), (wednesday, FRIDAY)]}[hosts]
    companies = [CompanyFactory(name=f"Méca {n}") for n in range(1, hosts + 1)]
    for company, (first, last) in zip(companies, days, strict=True):
        Stay.objects.create(placement=placement, company=company, starts_on=first, ends_on=last)
    return companies[0]
