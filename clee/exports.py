"""Members and meetings of a committee as tables (`accounts.tables_out`)."""

from django.utils import timezone

MEMBERS = (
    "Membre", "Nature", "UAI", "SIRET", "Adhésion", "Départ", "Interlocuteur", "Courriel",
    "Charte", "Charte signée le", "Version",
)  # fmt: skip
MEETINGS = (
    "Réunion", "Nature", "Date", "Lieu", "État", "Invités", "Présents", "Décision", "Responsable",
    "Échéance", "Suite",
)  # fmt: skip


def member_lines(members):
    """The titles, then a line per member; `members` with their organisations."""
    return [list(MEMBERS)] + [
        [
            row.name,
            row.get_kind_display(),
            row.school.uai if row.school else "",
            (row.company.siret or "") if row.company else "",
            row.joined_on,
            row.left_on or "",
            row.contact_name,
            row.contact_email,
            row.get_charter_display(),
            row.charter_on or "",
            row.charter_version or "",
        ]
        for row in members
    ]


def meeting_lines(meetings):
    """The titles, then a line per decision of each meeting, one for a meeting without any;
    `meetings` with `invited`, `present` and their decisions."""
    return [list(MEETINGS)] + [
        [*_meeting(row), *cells] for row in meetings for cells in (_decisions(row) or [[""] * 4])
    ]


def _meeting(row):
    day = "" if row.is_deferred else timezone.localdate(row.starts_at)
    return [str(row), row.get_kind_display(), day, row.where, row.get_state_display(),
            row.invited, row.present]  # fmt: skip


def _decisions(row):
    return [
        [one.text, one.owner, one.due_on or "", one.get_state_display()]
        for one in row.decisions.all()
    ]
