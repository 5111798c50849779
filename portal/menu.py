"""The main menu: which doors a role sees, in which order."""

from dataclasses import dataclass

from accounts.enums import Role

PUBLIC = (
    ("Immersions", "/immersions/"),
    ("Stages", "/stages/"),
    ("CLEE", "/clee/"),
    ("Événements", "/evenements/"),
)
REPORTS = ("Rapports", "/rapports/")
REMINDERS = ("Rappels", "/rappels/")
ADMIN = ("Administration", "/admin/")
SETS_REMINDERS = frozenset({Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR})

READS_REPORTS = frozenset(
    {
        Role.HEAD,
        Role.DEPUTY,
        Role.DDFPT,
        Role.RBDE,
        Role.DEPARTMENT_SUPERVISOR,
        Role.DEPARTMENT_OFFICE,
        Role.MISSION_OFFICER,
        Role.EDUCATION_AUTHORITY,
        Role.BRANCH_OFFICER,
        Role.ADMINISTRATOR,
    }
)


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu; `current` when the page stands below its address."""

    label: str
    url: str
    current: bool


def menu(role, path):
    """The entries that `role` (None when signed out) sees on the page at `path`."""
    entries = [("Accueil", "/")] if role is None else [("Tableau de bord", "/tableau-de-bord/")]
    entries += PUBLIC
    if role is None:
        entries.append(("Mon interlocuteur", "/mon-interlocuteur/"))
    if role in READS_REPORTS:
        entries.append(REPORTS)
    if role in SETS_REMINDERS:
        entries.append(REMINDERS)
    if role is not None and Role(role).uses_admin:
        entries.append(ADMIN)
    return [MenuItem(label, url, _is_current(url, path)) for label, url in entries]


def _is_current(url, path):
    return path == url if url == "/" else path.startswith(url)
