"""Who validates whom, what waits meanwhile, what may be delegated: pure functions."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from accounts.enums import Act, Evidence, Role, Scope
from directory.violations import Violation
from directory.years import first_day, label, last_day, start_year_of

# How long a role waits for its first validator, in their days: of class for a head.
ESCALATION_DAYS = 5
# How long the head's role stays open on the word of the school's mailbox.
HEAD_PROVISIONAL_DAYS = 30
# From then on the schools prepare the next year: what is validated lasts until its end.
RENEWAL_STARTS = (6, 15)
# Until then a head who was late brings people back in one click.
RENEWAL_ENDS = (9, 30)
LONGEST_DELEGATION = dt.timedelta(days=366)
LONGEST_AHEAD = dt.timedelta(days=366)
# The people of a school, whom its head confirms; the head depends on the département.
RENEWED = frozenset(role for role in Role if role.of_school and role != Role.HEAD)
LETTERS_PER_REQUEST = 3


class Reach(StrEnum):
    """Where a validator stands to the role that waits."""

    SCHOOL = "school"
    COMPANY = "company"
    DEPARTMENT = "department"
    TERRITORY = "territory"
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Step:
    """Who decides, and over which places."""

    roles: frozenset
    reach: Reach


def _step(reach, *roles):
    return Step(frozenset(roles), reach)


OFFICE = _step(Reach.DEPARTMENT, Role.DEPARTMENT_OFFICE)
AUTHORITY = _step(Reach.TERRITORY, Role.EDUCATION_AUTHORITY)
ADMINISTRATOR = _step(Reach.ANYWHERE, Role.ADMINISTRATOR)
BY_SCHOOL = (_step(Reach.SCHOOL, Role.HEAD), OFFICE)
BY_COMPANY = (
    _step(Reach.COMPANY, Role.COMPANY_REPRESENTATIVE),
    _step(Reach.DEPARTMENT, Role.RBDE, Role.MISSION_OFFICER, Role.BRANCH_OFFICER),
)
# The first validators, then those to whom it passes when they do not answer. A juror's role is
# in no queue: the organiser of the edition opens it with the seat (`events.workflow.jurors`).
VALIDATION = {
    Role.TEACHER: BY_SCHOOL,
    Role.HEAD: (OFFICE,),
    Role.DEPUTY: BY_SCHOOL,
    Role.DDFPT: BY_SCHOOL,
    Role.OFFICE_STAFF: BY_SCHOOL,
    Role.RBDE: BY_SCHOOL,
    Role.DEPARTMENT_SUPERVISOR: (OFFICE, AUTHORITY),
    Role.CO_LEAD: (OFFICE, AUTHORITY),
    Role.COMPANY_REPRESENTATIVE: BY_COMPANY,
    Role.MISSION_OFFICER: (AUTHORITY,),
    Role.BRANCH_OFFICER: (AUTHORITY,),
    Role.DEPARTMENT_OFFICE: (AUTHORITY,),
    Role.EDUCATION_AUTHORITY: (ADMINISTRATOR,),
    Role.ADMINISTRATOR: (ADMINISTRATOR,),
}
# Those who decide on somebody's role: who may name a stand-in.
VALIDATORS = frozenset(
    role for steps in VALIDATION.values() for step in steps for role in step.roles
)


def scope_errors(role, scope):
    """[(field, French message)]: a role takes places of its own kinds only, and at least
    one when it takes any. `scope` maps the fields of Scope to places."""
    role = Role(role)
    given = [kind for kind in Scope if scope.get(kind)]
    errors: list[tuple[str | None, str]] = [
        (str(kind), f"Le rôle « {role.label} » ne porte pas sur des {kind.label}.")
        for kind in given
        if kind not in role.scopes
    ]
    if role.scopes and not any(kind in role.scopes for kind in given):
        kinds = " ou ".join(kind.label for kind in Scope if kind in role.scopes)
        errors.append((None, f"Le rôle « {role.label} » demande un périmètre : {kinds}."))
    return errors


def domain_of(email):
    """What follows the @, in lower case."""
    return email.rpartition("@")[2].lower()


def is_academic(email, domains):
    """Whether the mailbox is one of the education authority's."""
    return domain_of(email) in domains


class Season(StrEnum):
    """Where a rentrée stands: roles are confirmed, then reopened, then it is over."""

    CONFIRMING = "confirming"
    REOPENING = "reopening"
    OVER = "over"


@dataclass(frozen=True)
class Rentree:
    """The passage from one school year to the one that begins in `start_year`."""

    start_year: int

    @property
    def opens_on(self):
        return dt.date(self.start_year, *RENEWAL_STARTS)

    @property
    def roles_end_on(self):
        """The last day of the roles that nobody confirms."""
        return last_day(self.start_year - 1)

    @property
    def begins_on(self):
        return first_day(self.start_year)

    @property
    def closes_on(self):
        return dt.date(self.start_year, *RENEWAL_ENDS)

    @property
    def confirmed_until(self):
        return last_day(self.start_year)

    @property
    def label(self):
        """The year that begins: "2027-2028"."""
        return label(self.start_year)

    def season(self, today):
        if self.opens_on <= today <= self.roles_end_on:
            return Season.CONFIRMING
        if self.begins_on <= today <= self.closes_on:
            return Season.REOPENING
        return Season.OVER


def rentree_of(today):
    """The rentrée that is being prepared, from 15 June on; until then the last one."""
    is_open = (today.month, today.day) >= RENEWAL_STARTS
    return Rentree(today.year if is_open else today.year - 1)


def end_of_role(role, first):
    """Until when a role that opens on `first` lasts: people of a school are confirmed each
    year, the others until further notice (None). From 15 June on it is the next year's."""
    if role not in RENEWED:
        return None
    start = start_year_of(first)
    if Rentree(start + 1).opens_on <= first:
        start += 1
    return last_day(start)


def proposed_start(today):
    """From when a colleague who is invited will work here: from 15 June on, 1 September."""
    rentree = rentree_of(today)
    is_summer = rentree.season(today) == Season.CONFIRMING
    return rentree.begins_on if is_summer else today


def check_start(first, today):
    """A role opens today or later, within a year."""
    if first < today:
        return [Violation("", "Cette date est déjà passée.", "starts_on")]
    if first - today > LONGEST_AHEAD:
        return [Violation("", "Un rôle s’ouvre au plus tard dans un an.", "starts_on")]
    return []


# Who may open a whole company (SIREN): never the RBDE, who vouches for a person at one site.
WHOLE_COMPANY = frozenset(
    {
        Role.COMPANY_REPRESENTATIVE,
        Role.MISSION_OFFICER,
        Role.BRANCH_OFFICER,
        Role.ADMINISTRATOR,
    }
)


def may_open_whole_company(validator, sites_elsewhere):
    """R-ID-2: nobody opens more than they decide on. A representative of the company opens
    all its sites when they hold them all, an officer when all lie in their départements;
    `sites_elsewhere` are those that this validator does not reach."""
    return validator in WHOLE_COMPANY and not sites_elsewhere


def takes_letter(role, evidence):
    """Whether a code sent by post would bring the proof that is missing: nobody of the
    company vouches for the person, and nothing published does."""
    return role == Role.COMPANY_REPRESENTATIVE and evidence == Evidence.MAILBOX


def may_send_letter(validator):
    """Somebody of the company asks the person; those outside write to the company."""
    return validator != Role.COMPANY_REPRESENTATIVE


def check_letter(address, city, *, to_be_checked, already_sent):
    """Whether a letter may go to this company: an address that the person who asks has typed
    would prove nothing, so that the company is checked first."""
    found = []
    if to_be_checked:
        text = "Cette entreprise est à vérifier : confirmez d’abord son adresse dans sa fiche."
        found.append(Violation("", text))
    elif not (address and city):
        found.append(Violation("", "L’adresse de cette entreprise n’est pas connue."))
    if already_sent >= LETTERS_PER_REQUEST:
        text = f"{LETTERS_PER_REQUEST} courriers ont déjà été préparés pour cette demande."
        found.append(Violation("", text))
    return found


def check_delegation(lent, acts, period, *, holder_roles, is_public, is_provisional):
    """R-AG-1: what may be lent, to whom and for how long.

    `lent` is the role, `period` (first, last), `holder_roles` those that the holder has in
    the same places; a public school lets only its deputies sign.
    """
    found = []
    if not acts:
        found.append(Violation("R-AG-1", "Choisissez ce que vous déléguez.", "acts"))
    if lent not in VALIDATORS:
        return [*found, Violation("R-AG-1", "Ce rôle ne se délègue pas.")]
    if lent != Role.HEAD and set(acts) - {Act.APPROVE}:
        text = "Seul un chef d’établissement délègue la saisie ou la signature."
        found.append(Violation("R-AG-1", text, "acts"))
    if lent == Role.HEAD and not holder_roles:
        text = "Cette personne n’exerce pas dans votre établissement."
        found.append(Violation("R-AG-1", text, "holder"))
    if Act.SIGN in acts:
        found += _check_signature(lent, holder_roles, is_public, is_provisional)
    return found + _check_period(*period)


def _check_signature(lent, holder_roles, is_public, is_provisional):
    if lent != Role.HEAD:
        return []
    if is_provisional:
        text = "Votre propre rôle attend sa validation : vous ne pouvez pas encore signer."
        return [Violation("R-AG-1", text, "acts")]
    if is_public and Role.DEPUTY not in holder_roles:
        text = (
            "Dans un établissement public, seul un adjoint, gestionnaire compris, signe par "
            "délégation."
        )
        return [Violation("R-AG-1", text, "holder")]
    return []


def _check_period(first, last):
    if last < first:
        return [Violation("R-AG-1", "La fin précède le début.", "ends_on")]
    if last - first > LONGEST_DELEGATION:
        return [Violation("R-AG-1", "Une délégation dure un an au plus.", "ends_on")]
    return []
