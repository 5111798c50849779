"""The frozen result as a flat table, for spreadsheets: what the palmarès and the sheets print."""

from decimal import Decimal

HEADINGS = (
    *("Rang", "Équipe", "Titre", "Établissement", "Entreprise d’accueil", "Jury", "Élèves"),
    *("Total sur 100", "Feuilles", "Départage", "Prix"),
)


def table(result):
    """The rows of a `results.Result`, headings first; after the ranks the mean mark of each
    criterion. A team without a rank has no total."""
    criteria = result.content["criteria"]
    means = [f"{one['label']} (moyenne sur {one['maximum']})" for one in criteria]
    return [[*HEADINGS, *means], *(_row(result, line) for line in result.lines)]


def _row(result, line):
    team = line["team"]
    means = {label: mean for label, mean, _ in result.sheet_of(team["id"])[0]}
    return [
        *(line["rank"], team["label"], team["title"], team["school"], team["company"]),
        *(team["panel"], team["pupils"]),
        Decimal(line["shown"]) if line["shown"] is not None else None,
        *(line["sheets"], line["settled"], ", ".join(result.prizes_of(team["id"]))),
        *(means.get(one["label"]) for one in result.content["criteria"]),
    ]
