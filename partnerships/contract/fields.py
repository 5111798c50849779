"""The fields of a contract by side, as its forms name them, and what each holds (R-AG-7)."""

from directory.french import full_day
from partnerships.enums.contract import ContractKind
from partnerships.wording import numbers_of, period_of

SCHOOL = (
    "objectives",
    "referent_name",
    "referent_phone",
    "accompanying",
    "transport",
    "meals",
    "insurance",
    "image_consents_attested",
    "image_excluded",
    "evaluation",
    "supporters",
)
COMPANY = ("place", "tutor_name", "tutor_function", "tutor_phone", "safety", "equipment")
# The short agreement of a visit does not speak of these (R-VI-1).
NOT_IN_VISITS = frozenset(("image_consents_attested", "image_excluded", "evaluation", "supporters"))
COUNTS = ("girls", "boys", "unspecified", "adults")
PROGRAMME, NUMBERS, DATES = "programme", "numbers", "dates"
# What the host mends by its link.
BY_COMPANY = frozenset((*COMPANY, PROGRAMME))
BY_SCHOOL = frozenset((*SCHOOL, PROGRAMME, NUMBERS, DATES))


def columns_for(kind, columns):
    """Those of these columns that a contract of this kind has."""
    left_out = NOT_IN_VISITS if kind == ContractKind.VISIT else ()
    return tuple(name for name in columns if name not in left_out)


def correctable(contract):
    """[(key, label, what is recorded)] of all that a party may ask to correct."""
    booking, school = contract.booking, columns_for(contract.kind, SCHOOL)
    sessions = [
        f"{full_day(one.day, weekday=True)}, {one.get_half_display().lower()} : {one.title}"
        for one in contract.sessions.all()
    ]
    return [
        (DATES, "Dates", period_of(booking)),
        (NUMBERS, "Effectif", numbers_of(booking)),
        *((name, _label(contract, name), _words(contract, name)) for name in COMPANY),
        (PROGRAMME, "Programme", "\n".join(sessions)),
        *((name, _label(contract, name), _words(contract, name)) for name in school),
    ]


def _label(contract, name):
    label = contract._meta.get_field(name).verbose_name
    return label[0].upper() + label[1:]


def _words(contract, name):
    value = getattr(contract, name)
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)
