"""Where placements keep the addresses of families and companies, and who corrects them."""

from django.urls import reverse

from directory.french import of
from outbox.address_books import AddressBook, register
from placements.enums.hosts import AskState
from placements.models import (
    Agreement,
    HostAsk,
    HostPart,
    LegalGuardian,
    Placement,
    PlacementApplication,
    PlacementOffer,
    Pupil,
    Stay,
)


def offers(actor):
    return PlacementOffer.objects.managed_by(actor)


def pupils(actor):
    return Pupil.objects.visible_to(actor).present()


def guardians(actor):
    return LegalGuardian.objects.filter(pupil__in=pupils(actor))


def parts(actor):
    """Of the agreements under way, for the school that prepared them."""
    agreements = Agreement.objects.filter(placement__in=_placements(actor))
    return HostPart.objects.filter(agreement__in=agreements).select_related("company")


def stays(actor):
    return Stay.objects.filter(placement__in=_placements(actor)).select_related("company")


def asks(actor):
    """Those without an answer: nothing is sent about the others."""
    rows = HostAsk.objects.visible_to(actor).filter(state=AskState.SENT)
    return rows.select_related("company") if _keeps(actor) else rows.none()


def applications(actor):
    """Sent to an address that the company gave, and without an answer."""
    rows = PlacementApplication.objects.visible_to(actor).sent()
    return rows.select_related("offer") if _keeps(actor) else rows.none()


def _placements(actor):
    rows = Placement.objects.visible_to(actor).open()
    return rows if _keeps(actor) else rows.none()


def _keeps(actor):
    return actor.is_school_staff or actor.is_administrator


def offer_place(offer, actor):
    return f"contact de l’offre de stage « {offer} »", reverse(
        "placements:offer_edit", args=[offer.pk]
    )


def pupil_place(pupil, actor):
    return f"élève {pupil}", reverse("placements:pupil_edit", args=[pupil.pk])


def guardian_place(guardian, actor):
    words = f"responsable légal {of(guardian.pupil)}"
    return words, reverse("placements:pupil_edit", args=[guardian.pupil_id])


def part_place(part, actor):
    words = f"accueillant d’une convention de stage : {part.company}"
    return words, reverse("placements:agreement", args=[part.agreement_id])


def stay_place(stay, actor):
    return f"tuteur chez {stay.company}", reverse("placements:placement", args=[stay.placement_id])


def ask_place(ask, actor):
    words = f"demande de places à {ask.company} : prévenez-la autrement"
    return words, reverse("placements:pfmp_request", args=[ask.request_id])


def application_place(row, actor):
    words = f"candidature à l’offre « {row.offer} » : prévenez l’entreprise autrement"
    return words, row.get_absolute_url()


register(AddressBook("placements.PlacementOffer", "contact_email", offers, offer_place))
register(AddressBook("placements.Pupil", "email", pupils, pupil_place))
register(AddressBook("placements.LegalGuardian", "email", guardians, guardian_place))
register(AddressBook("placements.HostPart", "contact_email", parts, part_place))
register(AddressBook("placements.HostPart", "signatory_email", parts, part_place))
register(AddressBook("placements.Stay", "tutor_email", stays, stay_place))
register(AddressBook("placements.HostAsk", "contact_email", asks, ask_place))
register(
    AddressBook("placements.PlacementApplication", "contact_email", applications, application_place)
)
