"""The contract as its document prints it: French words made of `contract_data`."""

from datetime import date
from itertools import groupby

from directory import french
from partnerships.contract.dates import values_of
from partnerships.enums.contract import ContractKind

# What a draft prints where R-CEE-4 still wants a word.
TO_COMPLETE = "à compléter"
NATURE = {
    ContractKind.CLASS_IMMERSION: (
        "Cette immersion est une « Classe en Entreprise » : trois jours consécutifs pendant"
        " lesquels les élèves découvrent les métiers de l’industrie et suivent, dans l’entreprise,"
        " des cours de leurs enseignants."
    ),
    ContractKind.ORDINARY: (
        "Cette immersion n’est pas une « Classe en Entreprise » : elle est convenue entre"
        " l’établissement et la structure d’accueil seuls."
    ),
    ContractKind.VISIT: (
        "Cette visite relève des articles L. 4153-2 du code du travail et D. 331-3 du code de"
        " l’éducation : elle a pour objet de découvrir l’environnement professionnel."
    ),
}


def layout_data(contract):
    """What `class_contract.typ` lays out; `signed` keeps the values that changes are weighed on,
    `also` those of the other dates that the document covers (R-VI-1)."""
    every = values_of(contract)
    (signed,) = [one for one in every if one["reference"] == contract.reference]
    also = [one for one in every if one is not signed]
    return {
        "signed": signed,
        **({"also": also} if also else {}),
        "title": _title(contract),
        "subtitle": f"Année scolaire {signed['school_year']}",
        "parties": _parties(signed),
        "glance": _glance(signed, every),
        "sections": [*_dates(every), _timetable(every)],
        "programme": _programme(signed),
        "variables": variables(contract, signed, every),
    }


def _title(contract):
    return {
        ContractKind.CLASS_IMMERSION: "Convention « Classe en Entreprise »",
        ContractKind.ORDINARY: "Convention d’immersion d’une classe",
        ContractKind.VISIT: "Convention de visite d’information",
    }[contract.kind]


def day(text):
    """ "mardi 12 janvier 2027"."""
    return french.full_day(date.fromisoformat(text), weekday=True)


def period(dates):
    first, last = day(dates["starts_on"]), day(dates["ends_on"])
    words = f"du {first} au {last}" if first != last else f"le {first}"
    return f"{words} (dernier jour : matin seulement)" if dates["last_day_is_half"] else words


def plural(count, word):
    return f"{count} {word}" if count < 2 else f"{count} {word}s"


def pupils(counts):
    """ "24 élèves, dont 12 filles, 11 garçons et 1 non précisé"."""
    parts = [plural(counts["girls"], "fille"), plural(counts["boys"], "garçon")]
    if counts["unspecified"]:
        parts.append(f"{counts['unspecified']} non précisé")
    last = parts.pop()
    return f"{plural(counts['total'], 'élève')}, dont {', '.join(parts)} et {last}"


def group(signed):
    return f"la classe {signed['class_group']['name']} ({signed['class_group']['level']})"


def _parties(signed):
    host, school, branch = (signed["parties"][name] for name in ("company", "school", "branch"))
    signatories = signed["signatories"]

    def represented(function):
        person = signatories.get(function, {})
        return ", ".join(filter(None, (person.get("name"), person.get("title"))))

    parties = [
        {
            "title": "La structure d’accueil",
            "name": host["name"],
            "facts": _known(
                ("SIRET", host["siret"]),
                ("Adresse", host["address"]),
                ("Représentée par", represented("company")),
            ),
        },
        {
            "title": "L’établissement scolaire",
            "name": school["name"],
            "facts": _known(
                ("UAI", school["uai"]),
                ("Adresse", school["address"]),
                ("Représenté par", represented("head")),
                ("Habilitation à signer", _delegation(school)),
            ),
        },
    ]
    if branch or signed["kind"] == ContractKind.CLASS_IMMERSION:
        title = "La branche professionnelle"
        facts = _known(("Représentée par", represented("branch")))
        name = branch["name"] if branch else TO_COMPLETE
        parties.append({"title": title, "name": name, "facts": facts})
    return parties


def _delegation(school):
    """A public school's head signs by a delegation of the board (R-AG-1)."""
    if school["is_public"] and school["board_delegation_on"]:
        return f"délégation du conseil d’administration du {day(school['board_delegation_on'])}"
    return ""


def _known(*pairs):
    return [pair for pair in pairs if pair[1]]


def person(facts):
    return ", ".join(filter(None, (facts.get("name"), facts.get("function"), facts.get("phone"))))


def _glance(signed, every):
    own = (
        ("Classe", f"{signed['class_group']['name']} ({signed['class_group']['level']})"),
        ("Élèves", pupils(signed["pupils"])),
        ("Dates", period(signed["dates"])),
        ("Horaires", signed["hours"]),
    )
    return _known(
        *(own if len(every) == 1 else [("Dates", periods(every))]),
        ("Lieu", signed["place"]),
        ("Référent de l’établissement", person(signed["referent"])),
        ("Tuteur dans l’entreprise", person(signed["tutor"])),
        ("Adultes accompagnateurs", _adults(signed)),
    )


def _adults(signed):
    return " ; ".join(signed["adults"]) or (signed["adult_count"] and str(signed["adult_count"]))


def _programme(signed):
    return [
        {
            "day": french.day_and_month(date.fromisoformat(iso), weekday=True).capitalize(),
            "sessions": [
                {
                    "half": session["half_label"],
                    "title": session["title"],
                    "kind": session["kind_label"],
                    "led_by": "\n".join(
                        filter(None, (session["led_by_label"], session["leaders"]))
                    ),
                }
                for session in sessions
            ],
        }
        for iso, sessions in groupby(signed["programme"], key=lambda session: session["day"])
    ]


def _dates(every):
    """The dates that one agreement covers, each with its group; nothing for a single one."""
    if len(every) == 1:
        return []
    columns = ["Date", "Horaires", "Classe", "Élèves", "Adultes"]
    rows = [
        [
            period(one["dates"]),
            one["hours"] or "selon le programme",
            f"{one['class_group']['name']} ({one['class_group']['level']})",
            pupils(one["pupils"]),
            str(one["adult_count"] or "à préciser"),
        ]
        for one in every
    ]
    return [{"title": "Les dates", "table": {"columns": columns, "rows": rows}}]


def _timetable(every):
    """The same as a section of `contract.typ`, for the short agreement of a visit (R-VI-1)."""
    rows = [
        [f"{day['day']}, {one['half'].lower()}", one["title"], one["led_by"]]
        for signed in every
        for day in _programme(signed)
        for one in day["sessions"]
    ]
    columns = ["Demi-journée", "Activité", "Conduite par"]
    return {"title": "Programme", "table": {"columns": columns, "rows": rows}}


def periods(every):
    """« le mardi 12 janvier 2027, puis le jeudi 4 mars 2027 »."""
    return ", puis ".join(period(one["dates"]) for one in every)


def groups(every):
    """Each class once, in the order of the dates."""
    return ", ".join(dict.fromkeys(group(one) for one in every))


def _sizes(contract, every):
    if len(every) == 1:
        return f"{_what(contract)} concerne {pupils(every[0]['pupils'])}."
    sizes = [f"{period(one['dates'])}, {pupils(one['pupils'])}" for one in every]
    return f"Les visites concernent : {' ; '.join(sizes)}."


def variables(contract, signed, every):
    """The text of each variable of `contract_wording`; an empty clause says so."""
    parties, clauses = signed["parties"], signed["clauses"]
    return {
        "nature": NATURE[contract.kind],
        "objectifs": clauses["objectives"] or "Découvrir une entreprise et ses métiers.",
        "classe": groups(every),
        "effectif": _sizes(contract, every),
        "periode": periods(every),
        "lieu": f"à l’adresse suivante : {_no_stop(signed['place']) or TO_COMPLETE}",
        "entreprise": parties["company"]["name"],
        "etablissement": parties["school"]["name"],
        "branche": parties["branch"]["name"] if parties["branch"] else "",
        "encadrement": _supervision(signed),
        "securite": clauses["safety"]
        or "Les consignes de sécurité du site sont présentées à l’arrivée.",
        "equipements": clauses["equipment"] or "Aucun équipement de protection particulier.",
        "transport": clauses["transport"] or "Le transport est à la charge de l’établissement.",
        "repas": clauses["meals"] or "Les repas sont à la charge de l’établissement.",
        "assurances": clauses["insurance"] or "Chaque partie est assurée en responsabilité civile.",
        "image": image_in_words(signed["image_rights"]),
        "financement": _funding(signed),
        "evaluation": clauses["evaluation"] or "L’immersion est évaluée par les parties.",
    }


def _what(contract):
    return "La visite" if contract.kind == ContractKind.VISIT else "L’immersion"


def _supervision(signed):
    people = [
        f"Référent de l’établissement : {person(signed['referent']) or TO_COMPLETE}.",
        f"Tuteur dans l’entreprise : {person(signed['tutor']) or TO_COMPLETE}.",
    ]
    if adults := _adults(signed):
        people.append(f"Adultes accompagnateurs : {adults}.")
    return " ".join(people)


def image_in_words(rights):
    """The teacher's attestation and a number, never a name (R-CEE-3)."""
    excluded = rights["excluded"]
    shown = (
        "Aucun élève n’a demandé à ne pas apparaître."
        if not excluded
        else f"{plural(excluded, 'élève')} ne {'doit' if excluded == 1 else 'doivent'} apparaître"
        " sur aucune image : l’établissement les signale sur place."
    )
    return (
        "L’enseignant atteste que les autorisations de prise de vues et de diffusion sont"
        f" conservées dans l’établissement. {shown}"
    )


def funding_in_words(lines):
    return " ; ".join(
        f"{line['funder']}{' – ' + line['label'] if line['label'] else ''} : {_amounts(line)}"
        for line in lines
    )


def _funding(signed):
    lines = funding_in_words(signed["funding"])
    text = f"{lines}." if lines else "Aucun financement extérieur n’est demandé."
    supporters = ", ".join(signed["supporters"])
    return f"{text} Avec le soutien de : {supporters}." if supporters else text


def _amounts(line):
    asked = f"{euros(line['asked'])} demandés"
    return asked if line["granted"] is None else f"{asked}, {euros(line['granted'])} accordés"


def euros(amount):
    whole, _, cents = str(amount).partition(".")
    spaced = f"{int(whole):,}".replace(",", " ")
    return f"{spaced},{cents} €" if cents.strip("0") else f"{spaced} €"


def _no_stop(text):
    """A text set inside a sentence of the wording, which has its own full stop."""
    return text.strip().removesuffix(".")
