"""A contract ready for its tests: accepted booking in industry, branch told, all parties known."""

import datetime as dt
from dataclasses import dataclass

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from documents.models import SignatureRound
from outbox.models import Notice
from partnerships.enums import BookingState
from partnerships.models import Contract
from partnerships.workflow import contracts
from partnerships.workflow.contract_people import BRANCH_PURPOSE, COMPLETE_PURPOSE
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

MONDAY = dt.date(2027, 1, 11)


@dataclass
class ContractWorld:
    """The people around one contract; `fresh()` reads it again."""

    contract: Contract
    teacher: Actor
    head: Actor
    officer: Actor | None
    company: Actor

    def fresh(self):
        return Contract.objects.with_parties().get(pk=self.contract.pk)

    @property
    def booking(self):
        return self.contract.booking

    @property
    def branch_link(self):
        consultation = self.booking.branch_consultation
        return PersonalLink.objects.about(consultation).get(purpose=BRANCH_PURPOSE)

    @property
    def fill_link(self):
        return PersonalLink.objects.about(self.contract).get(purpose=COMPLETE_PURPOSE)

    def complete(self):
        """All that R-CEE-4 wants, written as the two sides would."""
        contracts.change(
            self.teacher,
            self.contract,
            contracts.Edit(values={"image_consents_attested": True, "tutor_name": "D. Faure"}),
        )
        return self.fresh()

    def in_signature(self):
        self.complete()
        contracts.send_to_signature(self.teacher, self.contract)
        return self.fresh()

    def signatories(self):
        found = SignatureRound.objects.about(self.contract).first()
        return {one.function: one for one in found.signatories.all()}


def make_contract_world(*, naf="25.11Z", starts_on=MONDAY, with_officer=True):
    """Without officer the branch has its general address only."""
    school = SchoolFactory()
    company = CompanyFactory(naf_code=naf)
    branch = BranchOrganisationFactory()
    people = {
        "teacher": actor_for(Role.TEACHER, school=school),
        "head": actor_for(Role.HEAD, school=school),
        "officer": actor_for(Role.BRANCH_OFFICER, branch=branch) if with_officer else None,
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
    }
    booking = BookingFactory(
        slot=SlotFactory(offer=OfferFactory(host_company=company), starts_on=starts_on),
        class_group=ClassGroupFactory(school=school),
        teacher=people["teacher"].user,
        state=BookingState.ACCEPTED,
    )
    return ContractWorld(contracts.create_for(SYSTEM, booking), **people)


def told(kind):
    """The addresses that were told something."""
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))
