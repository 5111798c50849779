"""What upper floors declare about the documents that they put to signature.

Each app declares its kinds in `<app>/documents.py`, found by `config.apps`:

    register(SignatureSubject(code="class-contract", label="Convention de classe en entreprise", …))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ImproperlyConfigured

from accounts.functions import Standing
from directory.enums import Rhythm
from documents.deadlines import Deadline

USUAL = timedelta(days=120)


def nothing(*_):
    """The hook of a kind that has nothing to do at this moment."""


def no_function(_actor, _subject):
    return ""


def of_nobody(_subject):
    return {}


def no_phone(_subject, _function, _email):
    return ""


def never_amended(_round):
    return []


def any_standing(_subject, _function, _email):
    return Standing()


def in_four_months(_subject, opened_on: date):
    """The deadline of a kind that has none of its own."""
    return Deadline(opened_on + USUAL, opened_on + USUAL)


def no_variant(_subject):
    return ""


@dataclass(frozen=True)
class Wording:
    """A text that the authority edits by versions, as it is delivered.

    `code` kind of its templates; `label` what people call the document; `text` its articles
    and `annexes` in the notation of `documents.wording`; `variables` name → meaning.
    """

    code: str
    label: str
    text: str
    annexes: str = ""
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignatureSubject:
    """A kind of document that is signed.

    `code`           kind of its rounds and templates, as in addresses: "class-contract"
    `label`          what people call it: "Convention de classe en entreprise"
    `prefix`         of its numbers: "CEE" gives CEE-2026-00042 to the subject 42 of the
                     school year 2026-2027, CEE-2026-00042-2 to its second round
    `model`          of its subjects; its manager has `visible_to(actor)`
    `wording`        first version of its articles, in the notation of `documents.wording`
    `annexes`        first version of its annexes
    `variants`       other `Wording`s that a document of this kind may be written in
    `variant_of`     subject → code of its variant, "" for the wording of the kind
    `variables`      name → what it stands for, in French: what the wording may use
    `data`           subject → dict for the layout (see `templates/typst/contract.typ`);
                     its key `variables` gives each variable its text, its key `glance`
                     is the summary [(label, value)] of the pages where it is signed
    `typst_template` layout in `templates/typst/`
    `deadline`       (subject, day of the opening) → `documents.deadlines.Deadline`
    `happens`        subject → (first, last) day of what it is about, None without a date: what
                     comes too late by the next morning is mailed at once
    `rhythms`        function → Rhythm of who signs in it ("guardian" is that of "guardian-1"
                     too): the days on which they are written to; working days for the others
    `too_late`       what a signature given after that deadline is worth, in a sentence
    `is_kept`        whether the archive keeps it for ever: it names no pupil (DOMAIN §8)
    `amended`        round → [(label, text)]: what changed since it was opened, without
                     new signatures
    `function_of`    (actor, subject) → the signatory function ("head") that this account
                     speaks for, "" for none: who may run a ceremony, remind, record or
                     confirm a paper
    `standing`       (subject, function, email) → `accounts.functions.Standing`: whether this
                     address may sign in this function today, maybe by delegation
    `phone_of`       (subject, function, email) → the number to which that person may have the
                     code of their signature sent, "" for none
    `concerns`       subject → {"school": …, "company": …} for the journal
    `correctable`    subject → [(key, label, what is recorded)] of the fields on which a party
                     may ask for a correction (R-AG-7); none: it is not sent back
    `send_back`      (actor, subject, {key: comment}): keep them, void what is out for signature
    `on_refused`     (actor, round, signatory), when one declines, in the same transaction
    `on_signed`      (round, signatory), after each signature, in its transaction
    `on_sealed`      (round), after the last one, in the same transaction
    `on_voided`      (actor, round, reason), in the same transaction
    """

    code: str
    label: str
    prefix: str
    model: type
    wording: str
    data: Callable
    variables: dict[str, str] = field(default_factory=dict)
    annexes: str = ""
    variants: tuple[Wording, ...] = ()
    variant_of: Callable = no_variant
    typst_template: str = "contract.typ"
    deadline: Callable = in_four_months
    happens: Callable = nothing
    rhythms: Mapping[str, Rhythm] = field(default_factory=dict)
    too_late: str = "Une signature donnée après ce jour est conservée avec le document."
    is_kept: bool = False
    amended: Callable = never_amended
    function_of: Callable = no_function
    standing: Callable = any_standing
    phone_of: Callable = no_phone
    concerns: Callable = of_nobody
    correctable: Callable = never_amended
    send_back: Callable = nothing
    on_refused: Callable = nothing
    on_signed: Callable = nothing
    on_sealed: Callable = nothing
    on_voided: Callable = nothing

    @property
    def wordings(self):
        """Every text that it may be written in, the usual one first; a variant of the same
        code gives that one a name of its own."""
        usual = Wording(self.code, self.label, self.wording, self.annexes, self.variables)
        return (usual, *self.variants)

    def rhythm_of(self, function):
        """The days of who signs in this function."""
        return self.rhythms.get(function.partition("-")[0], Rhythm.WORK)

    def wording_of(self, subject):
        """The code of the text that a subject is written in."""
        return self.variant_of(subject) or self.code


_subjects: dict[str, SignatureSubject] = {}
# Snapshots whose bytes are given to people: kind → (what they are called at /verifier/,
# whether the last one still holds).
_certificates: dict[str, tuple[str, Callable]] = {}


# What follows an answer to a questionnaire: kind → (hook, next step).
_answered: dict[str, tuple[Callable, Callable]] = {}


def follow_answers(kind, hook, next_step):
    """Declare what an answer of this kind sets off: `hook(actor, row)` in its transaction, and
    `next_step(row)` → (label, address) or None, shown to the respondent afterwards."""
    _answered[kind] = (hook, next_step)


def answered(kind):
    """(hook, next step) of a kind of questionnaire; both do nothing by default."""
    return _answered.get(kind, (nothing, nothing))


def register_certificate(kind, label, holds=lambda subject: True):
    """Declare a kind of snapshot whose file anybody may verify; `holds(subject)`: whether what
    it says is still so."""
    _certificates[kind] = (label, holds)


def certificates():
    """{kind: (label, holds)} of the snapshots that are verified."""
    return dict(_certificates)


def register(declared):
    """Declare a kind once; a second declaration of another one is a mistake."""
    for other in _subjects.values():
        same = other.code == declared.code or other.prefix == declared.prefix
        if same and other != declared:
            raise ImproperlyConfigured(f"Two documents are {declared.code} or {declared.prefix}.")
    _subjects[declared.code] = declared


def subject(code):
    """The declaration of a kind. Raises KeyError for an unknown one."""
    return _subjects[code]


def label(code):
    """What people call a kind; its code when no app declares it any more."""
    declared = _subjects.get(code)
    return declared.label if declared else code


def subjects():
    return list(_subjects.values())


def wordings():
    """{code: Wording} of every text that the authority edits."""
    return {one.code: one for declared in subjects() for one in declared.wordings}


def wording(code):
    """The text of this code, as delivered. Raises KeyError for an unknown one."""
    return wordings()[code]


def wording_label(code):
    """What people call a text; its code when no app declares it any more."""
    known = wordings().get(code)
    return known.label if known else code
