"""Offers, slots and bookings for the tests of every floor, straight in the tables.

`SlotFactory()` is an open, published slot of three days in January 2027;
`BookingFactory()` a request that was sent for it, its seats held.
"""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.enums import Level
from partnerships.enums import (
    PENDING,
    TAKEN,
    AgreedBy,
    BookingState,
    CancelReason,
    OfferKind,
    OfferState,
    Origin,
    RefusalReason,
    Side,
    SlotMode,
)
from partnerships.enums.school_requests import AnswerKind, Reach
from partnerships.models import (
    Booking,
    BranchCall,
    BranchCallHost,
    BranchMatch,
    ClosedPeriod,
    CompanyNeed,
    NetworkMember,
    Offer,
    SchoolRequest,
    SchoolRequestAnswer,
    SchoolRequestCall,
    Slot,
    StandIn,
)
from partnerships.models.needs import TrainingLevel
from tests.accounts.factories import UserFactory
from tests.directory.factories import (
    BranchOrganisationFactory,
    ClassGroupFactory,
    CompanyFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolFactory,
    SchoolYearFactory,
    SectorFactory,
)

# Today is Monday 23 November 2026 in the tests' world; this is a Monday of zone C's term.
MONDAY = dt.date(2027, 1, 11)
WEEK = dt.timedelta(weeks=1)


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    kind = OfferKind.CLASS_IMMERSION
    host_company = factory.SubFactory(CompanyFactory)
    title = "Trois jours au cœur de l’atelier"
    description = "Usinage, contrôle, bureau des méthodes."
    city = "Toulouse"
    postcode = "31000"
    department = factory.SubFactory(DepartmentFactory)
    sector = factory.SubFactory(SectorFactory)
    latitude = 43.61
    longitude = 1.45
    contact_name = "Camille Martin"
    contact_email = factory.Sequence(lambda n: f"accueil{n}@entreprise.example")
    state = OfferState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.lazy_attribute
    def host_name(self):
        host = self.host_company or getattr(self, "host_school", None)
        return str(host or self.host_network)


class SlotFactory(DjangoModelFactory):
    """`SlotFactory(selection=True)` needs its last day of requests: a week before."""

    class Meta:
        model = Slot

    class Params:
        selection = factory.Trait(
            mode=SlotMode.SELECTION,
            requests_until=factory.LazyAttribute(lambda slot: slot.starts_on - WEEK),
        )

    offer = factory.SubFactory(OfferFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    starts_on = MONDAY
    ends_on = factory.LazyAttribute(lambda slot: slot.starts_on + dt.timedelta(days=2))
    capacity = 30

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        """As a page reads it: with the columns that the triggers fill."""
        slot = super()._create(model_class, *args, **kwargs)
        return model_class.objects.select_related("offer__host_company").get(pk=slot.pk)


class BookingFactory(DjangoModelFactory):
    """`BookingFactory(state=…)` fills what the state needs; `elsewhere=True` is R-IM-1."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    class Params:
        elsewhere = factory.Trait(
            origin=Origin.ELSEWHERE,
            slot=None,
            offer=None,
            company=factory.SubFactory(CompanyFactory),
            kind=OfferKind.CLASS_IMMERSION,
            starts_on=MONDAY,
            ends_on=MONDAY + dt.timedelta(days=2),
            state=BookingState.ACCEPTED,
            agreed_on=dt.date(2026, 11, 16),
            agreed_with="Camille Martin",
            agreed_by=AgreedBy.PHONE,
            seats_held=0,
            contact_name="Camille Martin",
            contact_email="accueil@entreprise.example",
        )

    slot = factory.SubFactory(SlotFactory)
    offer = factory.LazyAttribute(lambda booking: booking.slot.offer)
    kind = factory.LazyAttribute(lambda booking: booking.offer.kind)
    company = factory.LazyAttribute(lambda booking: booking.offer.host_company)
    host_school = factory.LazyAttribute(lambda booking: booking.offer and booking.offer.host_school)
    host_network = factory.LazyAttribute(
        lambda booking: booking.offer and booking.offer.host_network
    )
    class_group = factory.SubFactory(ClassGroupFactory)
    school = factory.LazyAttribute(lambda booking: booking.class_group.school)
    school_year = factory.SubFactory(SchoolYearFactory)
    teacher = factory.SubFactory(UserFactory)
    requested_by = factory.LazyAttribute(lambda booking: booking.teacher)
    starts_on = factory.LazyAttribute(lambda booking: booking.slot.starts_on)
    ends_on = factory.LazyAttribute(lambda booking: booking.slot.ends_on)
    girls = 12
    boys = 11
    unspecified = 1
    adults = 2
    state = BookingState.SENT
    contact_name = factory.LazyAttribute(lambda booking: booking.offer.contact_name)
    contact_email = factory.LazyAttribute(lambda booking: booking.offer.contact_email)

    @factory.lazy_attribute
    def seats_held(self):
        held = self.state in (*PENDING, *TAKEN) and self.slot.mode == SlotMode.FIRST_COME
        return self.girls + self.boys + self.unspecified if held else 0

    @factory.lazy_attribute
    def sent_at(self):
        return None if self.state == BookingState.AWAITING_VISA else timezone.now()

    @factory.lazy_attribute
    def expires_on(self):
        return dt.date(2026, 12, 7) if self.state == BookingState.SENT else None

    @factory.lazy_attribute
    def refusal_reason(self):
        return RefusalReason.DATES if self.state == BookingState.REFUSED else ""

    @factory.lazy_attribute
    def cancel_reason(self):
        return CancelReason.TRANSPORT if self.state == BookingState.CANCELLED else ""

    @factory.lazy_attribute
    def cancelled_by_side(self):
        return Side.GUEST if self.state == BookingState.CANCELLED else ""

    @factory.post_generation
    def counted(self, create, extracted, **_):
        """The slot knows the seats that the booking holds, as after a real request."""
        if create and self.seats_held:
            self.slot.seats_taken += self.seats_held
            self.slot.save(update_fields=["seats_taken"])


class SchoolRequestFactory(DjangoModelFactory):
    """A request of a collège of Toulouse for March 2027, published last week."""

    class Meta:
        model = SchoolRequest

    school = factory.SubFactory(SchoolFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    created_by = factory.SubFactory(UserFactory)
    kind = OfferKind.CLASS_IMMERSION
    level = Level.TROISIEME
    size = 24
    starts_on = dt.date(2027, 3, 1)
    ends_on = dt.date(2027, 3, 26)
    reach = Reach.DEPARTMENT
    message = "Découvrir les métiers de l’industrie."
    published_at = dt.datetime(2026, 11, 16, 9, tzinfo=dt.UTC)
    expires_on = dt.date(2026, 12, 23)


class SchoolRequestAnswerFactory(DjangoModelFactory):
    """A company says yes for two weeks of March."""

    class Meta:
        model = SchoolRequestAnswer

    request = factory.SubFactory(SchoolRequestFactory)
    company = factory.SubFactory(CompanyFactory)
    kind = AnswerKind.YES
    starts_on = dt.date(2027, 3, 8)
    ends_on = dt.date(2027, 3, 19)
    contact_name = "Camille Martin"
    contact_email = factory.Sequence(lambda n: f"appel{n}@entreprise.example")


class SchoolRequestCallFactory(DjangoModelFactory):
    class Meta:
        model = SchoolRequestCall

    request = factory.SubFactory(SchoolRequestFactory)
    company = factory.SubFactory(CompanyFactory)


class CompanyNeedFactory(DjangoModelFactory):
    class Meta:
        model = CompanyNeed

    company = factory.SubFactory(CompanyFactory)
    job = "Chaudronnier"
    level = TrainingLevel.BAC
    sector = factory.LazyAttribute(lambda need: need.company.sector)
    department = factory.LazyAttribute(lambda need: need.company.department)
    wanted_from = dt.date(2027, 9, 1)
    told_on = dt.date(2026, 11, 16)


class NetworkMemberFactory(DjangoModelFactory):
    class Meta:
        model = NetworkMember

    network = factory.SubFactory(PartnerNetworkFactory)
    company = factory.SubFactory(CompanyFactory)
    joined_on = dt.date(2026, 9, 1)


class BranchMatchFactory(DjangoModelFactory):
    """Three days of March that a branch proposes to a school and a company."""

    class Meta:
        model = BranchMatch

    branch = factory.SubFactory(BranchOrganisationFactory)
    request = factory.SubFactory(SchoolRequestFactory)
    company = factory.SubFactory(CompanyFactory)
    starts_on = dt.date(2027, 3, 9)
    ends_on = dt.date(2027, 3, 11)
    contact_name = "Camille Martin"
    contact_email = factory.Sequence(lambda n: f"relation{n}@entreprise.example")
    proposed_by = factory.SubFactory(UserFactory)
    expires_on = dt.date(2026, 12, 7)


class BranchCallFactory(DjangoModelFactory):
    class Meta:
        model = BranchCall

    branch = factory.SubFactory(BranchOrganisationFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    sent_on = dt.date(2026, 11, 16)
    offers_until = dt.date(2026, 12, 31)
    requests_until = dt.date(2027, 1, 31)
    called_by = factory.SubFactory(UserFactory)


class ClosedPeriodFactory(DjangoModelFactory):
    class Meta:
        model = ClosedPeriod

    company = factory.SubFactory(CompanyFactory)
    starts_on = MONDAY
    ends_on = MONDAY + WEEK


class StandInFactory(DjangoModelFactory):
    class Meta:
        model = StandIn

    company = factory.SubFactory(CompanyFactory)
    starts_on = MONDAY
    ends_on = MONDAY + WEEK
    email = factory.Sequence(lambda n: f"absent{n}@entreprise.example")
    stand_in_email = factory.Sequence(lambda n: f"remplace{n}@entreprise.example")
    stand_in_name = "Lou Petit"


class BranchCallHostFactory(DjangoModelFactory):
    class Meta:
        model = BranchCallHost

    call = factory.SubFactory(BranchCallFactory)
    company = factory.SubFactory(CompanyFactory)
    contact_name = "Camille Martin"
    contact_email = factory.Sequence(lambda n: f"appelee{n}@entreprise.example")
