"""The teams of a final as a flat table: who comes, how, with what needs, whom not to show."""

from events.enums.cup import TeamState

HEADINGS = (
    *("Équipe", "Établissement", "Commune", "Entreprise d’accueil", "Titre", "État", "Motif"),
    *("Filles", "Garçons", "Non précisé", "Élèves", "Adultes", "Besoins techniques"),
    *("Transport", "Arrivée", "Départ", "Payé par", "Montant accordé (euros)"),
    *("Autorisations d’image attestées", "Élèves à ne pas montrer", "Supports", "Vidéo"),
    *("Jury", "Passage"),
)


def table(teams):
    """The rows of `TeamQuerySet.with_names().with_supports()`, headings first."""
    return [list(HEADINGS), *map(_row, teams)]


def _row(team):
    booking = team.contract.booking
    return [
        *(str(team), booking.school.name, booking.school.city, str(booking.company or "")),
        *(team.title, team.get_state_display(), team.state_reason),
        *(team.girls, team.boys, team.unspecified, team.pupils, team.adults, team.needs),
        *(team.coach, _clock(team.arrives_at), _clock(team.leaves_at)),
        *(team.coach_payer, team.coach_granted),
        *("oui" if team.image_consents_attested else "non", team.image_excluded),
        *(team.support_count, team.video_url),
        *(str(team.panel or ""), _clock(team.passes_at)),
    ]


def _clock(at):
    return f"{at:%H:%M}" if at else ""


def totals(teams):
    """(teams that come, pupils, adults, euros granted)."""
    come = [team for team in teams if team.state != TeamState.WITHDRAWN]
    return (
        len(come),
        sum(team.pupils for team in come),
        sum(team.adults for team in come),
        sum(team.coach_granted or 0 for team in come),
    )
