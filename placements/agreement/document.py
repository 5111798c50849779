"""The agreement as its document prints it: French words made of the rows (DOMAIN §4)."""

from directory import french
from documents.models import SignatureRound
from placements.agreement.data import head_of, hosting_parts, presence_of, stays_of
from placements.enums import PlacementKind
from placements.enums.agreement import APPLICATION, FORBIDDEN_WORKS
from placements.hours import day_in_words, table_of
from placements.plan import together
from placements.rules.presence import WEEKDAYS, clock, in_words

TO_COMPLETE = "à compléter"
NO_EQUIPMENT = "Aucun équipement particulier n’est nécessaire."
NO_MEALS = "Les repas sont à la charge de la famille."
NO_INSURANCE = "L’accueillant est assuré pour sa responsabilité civile."


def layout_data(agreement):
    """What `placement_agreement.typ` lays out."""
    placement = agreement.placement
    parts = hosting_parts(agreement)
    return {
        "title": _title(agreement, _sealed_before(agreement)),
        "subtitle": f"Année scolaire {placement.class_group.school_year.label}",
        "parties": [*(_host(agreement, part) for part in parts), _school(placement.school)],
        "glance": _glance(agreement, parts),
        "annexes": [_teaching(agreement, parts), _money(agreement, parts)],
        "variables": variables(agreement, parts),
    }


def _sealed_before(agreement):
    """How many documents of this agreement were signed by all: the next one amends (R-AG-3)."""
    return SignatureRound.objects.about(agreement).exclude(sealed_at=None).count()


TITLES = {
    PlacementKind.OBSERVATION: "Convention de séquence d’observation en milieu professionnel",
    PlacementKind.INITIATION: "Convention de stage d’initiation en milieu professionnel",
    PlacementKind.PFMP: "Convention de période de formation en milieu professionnel",
    PlacementKind.TECHNOLOGICAL: "Convention de stage en milieu professionnel",
}


def _title(agreement, amendments):
    name = TITLES[PlacementKind(agreement.placement.kind)]
    if agreement.variant == APPLICATION:
        name = "Convention de stage d’application en milieu professionnel"
    return f"Avenant n° {amendments} à la {name[0].lower()}{name[1:]}" if amendments else name


def _period(row):
    return french.period(row.starts_on, row.ends_on, weekday=True)


def _known(*pairs):
    return [pair for pair in pairs if pair[1]]


def _joined(*words):
    return ", ".join(word for word in words if word)


def _address(place):
    return _joined(place.address, f"{place.postcode} {place.city}".strip())


def _host(agreement, part):
    company = part.company
    return {
        "title": "L’accueillant",
        "name": company.display_name,
        "facts": _known(
            ("SIRET", company.siret or ""),
            ("Adresse", _address(company)),
            ("Représenté par", _joined(part.signatory_name, part.signatory_function)),
        ),
    }


def _school(school):
    return {
        "title": "L’établissement scolaire",
        "name": school.name,
        "facts": _known(
            ("UAI", school.uai),
            ("Statut", school.get_sector_kind_display()),
            ("Adresse", _address(school)),
            ("Représenté par", _joined(head_of(school)[0], "chef d’établissement")),
            ("Habilitation à signer", _delegation(school)),
        ),
    }


def _delegation(school):
    """A public school's head signs by a delegation of the board; no private one's."""
    if not (school.is_public and school.board_delegation_on):
        return ""
    return (
        f"délégation du conseil d’administration du {french.full_day(school.board_delegation_on)}"
    )


def pupil_name(pupil):
    return f"{pupil.first_name} {pupil.last_name}" if pupil else TO_COMPLETE


def _class(placement):
    group = placement.class_group
    return f"{group.name} ({group.get_level_display()})"


def _glance(agreement, parts):
    placement = agreement.placement
    return _known(
        ("Élève", pupil_name(placement.pupil)),
        ("Classe", _class(placement)),
        ("Parcours de découverte", _track(placement)),
        ("Dates", _period(placement)),
        ("Tuteurs" if len(parts) > 1 else "Tuteur", "\n".join(_tutors(agreement, parts))),
        ("Référent de l’établissement", str(placement.referent or "")),
    )


def _track(placement):
    """R-PL-8: one coordinator, n hosts; nothing for a placement outside of any track."""
    candidacy = getattr(placement, "candidacy", None)
    return f"{candidacy.track.title}, {candidacy.track.coordinator}" if candidacy else ""


def _tutors(agreement, parts):
    """One per host; the host is named when there are several."""
    found = []
    for part in parts:
        stay = stays_of(agreement, part)[0]
        who = _joined(stay.tutor_name, stay.tutor_function) or TO_COMPLETE
        found.append(f"{who} ({part.company})" if len(parts) > 1 else who)
    return found


# --- The annexes -------------------------------------------------------------------------


def _teaching(agreement, parts):
    placement = agreement.placement
    return {
        "title": "Annexe pédagogique",
        "sections": [
            {"title": "L’élève", "facts": _pupil(agreement)},
            {"title": "L’établissement", "facts": _school_people(placement)},
            *(_hosting(part, stays_of(agreement, part)) for part in parts),
            {"title": "Objectifs", "paragraphs": [agreement.objectives or TO_COMPLETE]},
            {"title": "Évaluation", "paragraphs": [agreement.evaluation or TO_COMPLETE]},
            *_works(placement),
        ],
        "by_hand": "Aménagements, s’il y a lieu, à remplir à la main",
    }


def _works(placement):
    """R-PL-5; a vocational agreement has an annex of safety (R-PF-1)."""
    if PlacementKind(placement.kind).is_vocational:
        return []
    return [{"title": "Travaux interdits à l’élève", "items": list(FORBIDDEN_WORKS)}]


def _pupil(agreement):
    pupil, placement = agreement.placement.pupil, agreement.placement
    if pupil is None:
        return []
    guardians = [
        (f"{one.get_rank_display().capitalize()} responsable légal", _contact(one))
        for one in pupil.guardians.all()
    ]
    born = french.full_day(pupil.birth_date) if pupil.birth_date else TO_COMPLETE
    return [
        ("Nom et prénom", pupil_name(pupil)),
        ("Date de naissance", born),
        ("Classe", _class(placement)),
        *guardians,
        ("Projet d’accueil individualisé", agreement.get_health_plan_display()),
    ]


def _contact(person):
    return _joined(str(person), person.phone, person.email)


def _school_people(placement):
    referent = placement.referent
    return _known(
        ("Chef d’établissement", head_of(placement.school)[0]),
        ("Téléphone", placement.school.phone),
        ("Référent", referent and _joined(str(referent), referent.email)),
    )


def _hosting(part, stays):
    """All the days at one host's, in one section (R-PL-8)."""
    stay, table = stays[0], together(table_of(one.table) for one in stays)
    hours = [
        [weekday.capitalize(), day_in_words(ranges)]
        for weekday, ranges in zip(WEEKDAYS, table.days, strict=True)
        if ranges
    ]
    tutor = _joined(stay.tutor_name, stay.tutor_function, stay.tutor_phone, stay.tutor_email)
    section = {
        "title": f"Chez {part.company}",
        "facts": _known(
            ("Dates", "\n".join(_period(one) for one in stays)),
            ("Lieu", stay.place or _address(stay.company)),
            ("Tuteur", tutor or TO_COMPLETE),
            ("Activités", stay.activities or TO_COMPLETE),
            ("Durée de présence", f"{clock(table.minutes)} par semaine" if hours else TO_COMPLETE),
        ),
    }
    if hours:
        section["table"] = {"columns": ["Jour", "Horaires"], "rows": hours, "widths": [1, 3]}
    return section


def _money(agreement, parts):
    facts = [("Transport", agreement.transport)]
    for part in parts:
        of = f" ({part.company})" if len(parts) > 1 else ""
        facts += [
            (f"Repas{of}", part.meals or NO_MEALS),
            (f"Assurance de l’accueillant{of}", part.insurance or TO_COMPLETE),
        ]
    return {"title": "Annexe financière", "sections": [{"title": "", "facts": facts}]}


# --- The variables of the wording ------------------------------------------------------


def variables(agreement, parts):
    """The text of each variable of `agreement_wording`; an empty clause says so."""
    placement = agreement.placement
    return {
        "eleve": pupil_name(placement.pupil),
        "classe": f"la classe {_class(placement)}",
        "etablissement": placement.school.name,
        "accueillants": _in_a_row([str(part.company) for part in parts]) or TO_COMPLETE,
        "periode": _period(placement),
        "objectifs": agreement.objectives,
        "evaluation": agreement.evaluation,
        "encadrement": _people(agreement, parts),
        "equipements": _of_each(parts, "equipment", NO_EQUIPMENT),
        "transport": agreement.transport,
        "repas": _of_each(parts, "meals", NO_MEALS),
        "assurances": _of_each(parts, "insurance", NO_INSURANCE),
        "presence": in_words(presence_of(agreement)),
    }


def _in_a_row(names):
    return " et ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _people(agreement, parts):
    referent = agreement.placement.referent
    who = "tuteurs" if len(parts) > 1 else "tuteur"
    said = [f"Référent de l’établissement : {referent}."] if referent else []
    said.append(f"{who.capitalize()} : {' ; '.join(_tutors(agreement, parts)) or TO_COMPLETE}.")
    return " ".join(said)


def _of_each(parts, name, otherwise):
    """What each host says of this; the host is named when there are several."""
    if len(parts) == 1:
        return getattr(parts[0], name) or otherwise
    return " ".join(f"{part.company} : {getattr(part, name) or otherwise}" for part in parts)
