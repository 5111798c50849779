"""The lists of the portal as files: what each is, and its columns."""

from accounts.lists_out import Listing

UNHELD = Listing(
    "les portefeuilles sans titulaire",
    {
        "Établissement": "school.name",
        "UAI": "school.uai",
        "Ville": "school.city",
        "Département": "school.department_id",
        "Bureau des entreprises": lambda desk: "Sans responsable" if desk.is_vacant else "",
        "À reprendre": lambda desk: " ; ".join(
            f"{person} : {', '.join(what)}" for person, what in desk.people.items()
        ),
    },
)
UNCONFIRMED = Listing(
    "les établissements sans rôle confirmé",
    {
        "Établissement": "name",
        "UAI": "uai",
        "Ville": "city",
        "Téléphone": "phone",
        "Chef d’établissement": lambda school: ", ".join(str(row.user) for row in school.heads),
        "Courriel": lambda school: ", ".join(row.user.email for row in school.heads),
        "Rôles qui ont pris fin": "ended",
    },
)
