"""Rows of another tenant, each with a text that only it holds.

Every model that the admin shows has one, made by its factory or by hand below. Those that
meet around a company hang on the same one, whose page everybody opens.
"""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.core.validators import MaxLengthValidator
from django.db import DatabaseError, models, transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts import journal, links
from accounts.actor import Actor
from accounts.enums import Act, Role
from accounts.models import (
    Delegation,
    JournalEntry,
    PersonalDataRead,
    PersonalLink,
    RoleAssignment,
)
from accounts.reads import note_reads
from directory.models import Contact
from documents import rounds
from documents.models import (
    Correction,
    DocumentTemplate,
    QuestionnaireAnswer,
    SignatureRound,
)
from outbox.enums import Urgency
from outbox.models import Mail, Notice, Stop
from outbox.recipients import Recipient
from outbox.topics import Topic
from outbox.workflow import notify
from partnerships.models import (
    Attendance,
    Booking,
    CompanyCorrection,
    CompanyMerge,
    Contract,
    ContractParty,
    DateChange,
    Departure,
    DepartureCheck,
    Offer,
    Slot,
    SlotWaiting,
)
from portal.models import ServiceContact
from reminders.models import RuleSetting
from tests.access import (
    foreign_clee,
    foreign_cup,
    foreign_events,
    foreign_placements,
    foreign_registrations,
)
from tests.access.foreign_relation import relations
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    SchoolFactory,
)
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

TESTS = Path(__file__).resolve().parent.parent
HOST = "Fonderies communes"
OF_OTHERS = (
    foreign_clee.MAKERS
    | foreign_cup.MAKERS
    | foreign_events.MAKERS
    | foreign_placements.MAKERS
    | foreign_registrations.MAKERS
)
# DOMAIN §8: the function of a contact is told to everybody.
TOLD = {Contact: {"function"}}


@dataclass
class Foreign:
    """A row of the other tenant and the text that only it holds."""

    row: models.Model
    marker: str


def factories():
    """{model: factory} of every `tests/<app>/factories.py`."""
    found = {}
    for path in sorted(TESTS.glob("*/factories.py")):
        module = import_module(f"tests.{path.parent.name}.factories")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, DjangoModelFactory):
                model = value._meta.get_model_class()
                if model is not None and not model._meta.abstract:
                    found.setdefault(model, value)
    return found


def makers():
    """{model: function of the marker}: by hand where a factory alone says too little."""
    made = {model: marked(model, factory) for model, factory in factories().items()}
    by_hand = {
        **foreign_clee.MAKERS,
        Contact: contact,
        Delegation: delegation,
        DocumentTemplate: lambda marker: DocumentTemplate.objects.create(
            kind="essai", version=9, valid_from=dt.date(2026, 9, 1), wording=marker
        ),
        CompanyCorrection: lambda marker: CompanyCorrection.objects.create(
            company=elsewhere(), values={"name": marker}, words=marker, proposed_by=marker
        ),
        CompanyMerge: lambda marker: CompanyMerge.objects.create(
            kept=elsewhere(), dropped=elsewhere(), reason=marker
        ),
        Correction: lambda marker: Correction.objects.create(
            subject=contract(marker), field="place", label="Lieu", text=marker, asked_by=marker
        ),
        JournalEntry: journal_entry,
        Mail: mail,
        Offer: lambda marker: offer(marker, "draft"),
        PersonalDataRead: personal_data_read,
        PersonalLink: personal_link,
        RoleAssignment: lambda marker: RoleAssignmentFactory(
            user=UserFactory(first_name=marker, last_name=marker)
        ),
        RuleSetting: lambda marker: RuleSetting.objects.create(
            code=marker, paused_at=timezone.now(), paused_by=marker, pause_reason=marker
        ),
        ServiceContact: lambda marker: ServiceContact.objects.create(
            kind="department_office", name=marker, phone=marker, department=DepartmentFactory()
        ),
        SignatureRound: signature_round,
        Slot: lambda marker: SlotFactory(offer=offer(marker, "draft")),
        Stop: lambda marker: Stop.objects.create(email=f"{marker}@essai.example", topic=Topic.NEWS),
    }
    return made | around_bookings() | relations(host) | OF_OTHERS | by_hand


def around_bookings():
    """Those of a booking and of what hangs on it."""
    return {
        Attendance: attendance,
        Booking: booking,
        Contract: contract,
        DateChange: date_change,
        Departure: departure,
        DepartureCheck: departure_check,
        SlotWaiting: waiting,
    }


def everything():
    """One row of every model that can be made."""
    return [
        Foreign(make(marker), marker)
        for number, make in enumerate(makers().values())
        if (marker := f"MARQUEUR{number}X")
    ]


def takes_marker(field):
    """A free text: no choices, no rule of its own, long enough, not a key."""
    return (
        type(field) in (models.CharField, models.TextField)
        and not (field.choices or field.unique or field.primary_key)
        and (field.max_length or 99) >= 20
        and all(isinstance(validator, MaxLengthValidator) for validator in field.validators)
        and not field.name.startswith(("sha256", "hash", "key", "dedup", "number"))
    )


def texts_of(model):
    told = TOLD.get(model, set())
    return [f.name for f in model._meta.fields if takes_marker(f) and f.name not in told]


def marked(model, factory):
    """The marker in every free text that the table's constraints accept."""

    def make(marker):
        accepted = {}
        for name in texts_of(model):
            if _is_accepted(factory, accepted | {name: marker}):
                accepted[name] = marker
        return factory(**accepted)

    return make


def _is_accepted(factory, values):
    try:
        with transaction.atomic():
            factory(**values)
            transaction.set_rollback(True)
    except (DatabaseError, TypeError, ValueError):
        return False
    return True


def host():
    return CompanyFactory._meta.model.objects.filter(name=HOST).first() or CompanyFactory(name=HOST)


def elsewhere():
    """A company of a département where no actor of these tests works."""
    return CompanyFactory(department=DepartmentFactory(code="48", name="Lozère"))


def offer(marker, state="published"):
    return OfferFactory(
        host_company=host(), state=state, published_at=None, title=marker, contact_name=marker
    )


def contact(marker):
    names = {"first_name": marker, "last_name": marker, "email": f"{marker}@essai.example"}
    return ContactFactory(company=host(), owner_school=SchoolFactory(), phone=marker, **names)


def booking(marker, **values):
    slot = SlotFactory(offer=OfferFactory(host_company=host()))
    row = BookingFactory(slot=slot, needs=marker, message=marker, contact_name=marker, **values)
    type(row.class_group).objects.filter(pk=row.class_group.pk).update(name=marker)
    return row


def date_change(marker):
    row = booking(marker, state="accepted")
    later = dt.timedelta(days=7)
    return DateChange.objects.create(
        booking=row,
        side="host",
        proposed_by=marker,
        former_starts_on=row.starts_on,
        former_ends_on=row.ends_on,
        starts_on=row.starts_on + later,
        ends_on=row.ends_on + later,
        message=marker,
        expires_on=row.starts_on,
    )


def departure(marker):
    row = booking(marker, state="accepted")
    return Departure.objects.create(booking=row, ready_at=timezone.now(), ready_by=marker)


def departure_check(marker):
    values = {"item": "transport", "ticked_at": timezone.now(), "ticked_by": marker}
    return DepartureCheck.objects.create(booking=booking(marker, state="accepted"), **values)


def attendance(marker):
    row = booking(marker, state="accepted")
    return Attendance.objects.create(
        booking=row,
        day=row.starts_on,
        side="guest",
        girls=1,
        note=marker,
        taken_at=timezone.now(),
        taken_by=marker,
    )


def waiting(marker):
    """An entry of the other tenant, in the list of a slot that everybody may see."""
    group = ClassGroupFactory(name=marker)
    return SlotWaiting.objects.create(
        slot=SlotFactory(offer=OfferFactory(host_company=host())),
        school=group.school,
        class_group=group,
        asked_by=UserFactory(first_name=marker, last_name=marker),
        seats=24,
        girls=24,
        needs=marker,
        message=marker,
    )


def contract(marker):
    row = booking(marker, state="accepted")
    made = Contract.objects.create(
        booking=row,
        school_year=row.school_year,
        kind="ordinary",
        **{name: marker for name in texts_of(Contract) if name != "state_reason"},
    )
    for function in made.functions:
        ContractParty.objects.create(contract=made, function=function, name=marker)
    return made


def signature_round(marker):
    subject = contract(marker)
    one = rounds.SignatoryData("company", marker, marker, f"{marker}@essai.example")
    return rounds.open_round(Actor.system(marker), "group-contract", subject, signatories=[one])


def journal_entry(marker):
    places = {"school": SchoolFactory(), "company": host()}
    return journal.record(Actor.system(marker), marker, reason=marker, words=marker, **places)


def personal_data_read(marker):
    reader = actor_for(Role.TEACHER, user=UserFactory(last_name=marker))
    note_reads(reader, [host()])
    return PersonalDataRead.objects.get(user=reader.user)


def personal_link(marker):
    return links.issue(
        Actor.system(marker),
        "repondre",
        booking(marker),
        name=marker,
        email=f"{marker}@essai.example",
        valid_until=timezone.now() + dt.timedelta(days=1),
    )


def mail(marker):
    return Mail.objects.create(
        key=marker,
        message_id=f"<{marker}@essai.example>",
        recipient_email=f"{marker}@essai.example",
        recipient_name=marker,
        subject=marker,
        urgency=Urgency.IMMEDIATE,
        next_try_at=timezone.now(),
    )


def delegation(marker):
    lent = RoleAssignmentFactory(role=Role.HEAD, schools=[SchoolFactory()])
    today = timezone.localdate()
    return Delegation.objects.create(
        assignment=lent,
        holder=UserFactory(first_name=marker, last_name=marker),
        acts=[Act.APPROVE],
        starts_on=today,
        ends_on=today,
    )


def notice(marker):
    soon = timezone.now() + dt.timedelta(hours=1)
    to = Recipient(f"{marker}@essai.example")
    notify("accounts.registration", None, to, secret=marker, not_after=soon)
    return Notice.objects.latest("pk")


def answer(marker):
    """An answer that somebody else was asked."""
    model = QuestionnaireAnswer._meta.get_field("questionnaire").related_model
    asked = model.objects.create(kind="essai", version=1, questions=[], title=marker)
    return QuestionnaireAnswer.objects.create(
        questionnaire=asked,
        subject=UserFactory(),
        subject_label=marker,
        function="essai",
        user=UserFactory(),
        asked_at=timezone.now(),
        closes_on=timezone.localdate(),
    )
