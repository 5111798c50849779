"""What is printed of a final: codes of jurors, minutes, result sheets, diplomas.

Results come from the frozen content alone (R-EV-1).
"""

import datetime as dt
import io

import segno

from directory.french import full_day
from documents.rendering import render_pdf
from events import themes  # noqa: F401 after each migration, the first themes
from events.enums.cup import College, ConflictReason, Method, TieRule

PERSONAL = "Code personnel, valable de la veille à la clôture des notes de votre jury."
ALT = "QR code du lien personnel d’un juré"


def coupons(pairs):
    """[(juror, link)]: a QR for each, eight on a page."""
    files = {f"{juror.pk}.svg": _code(link.url) for juror, link in pairs}
    edition = pairs[0][0].edition
    day = full_day(edition.held_on, weekday=True)
    data = {
        "title": f"{edition.title} : codes des jurés",
        "school": f"{edition.title}\n{day}, {edition.place}",
        "words": "Scannez ce code : il ouvre vos feuilles de notation, sans compte.",
        "alt": ALT,
        "coupons": [
            {
                "title": juror.name,
                "words": [_before(juror.panel), PERSONAL],
                "file": f"{juror.pk}.svg",
                "url": link.url,
            }
            for juror, link in pairs
        ],
    }
    return render_pdf("coupons.typ", data, files=files)


def _before(panel):
    """« Jury A, Salle A »; "" for a juror without a panel."""
    return ", ".join(filter(None, (panel.name, panel.place))) if panel else ""


def _code(url):
    buffer = io.BytesIO()
    segno.make_qr(url, error="m").save(buffer, kind="svg", scale=4, border=2)
    return buffer.getvalue()


def minutes(edition, result):
    """The procès-verbal: how, by whom, the marks, the ranks, and the fingerprint."""
    content = result.content
    names = dict(edition.jurors.values_list("pk", "name"))
    data = {
        "title": "Procès-verbal du jury",
        "verifiable": False,
        "number": f"IC-{edition.school_year_id}-{edition.pk:03d}-v{result.snapshot.version}",
        "subtitle": content["edition"]["title"],
        "opening": [
            "Le jury s’est réuni et a noté les équipes sur les critères fixés avant la première "
            "note. Le résultat ci-dessous a été figé après délibération."
        ],
        "facts": _fixed(content),
        "sections": [
            _ranks(result),
            _prizes(result),
            _criteria(content),
            _jurors(content, names),
            _marks(content, names, result),
            _events(content, names, result),
        ],
        "closing": [
            f"Version {result.snapshot.version} du résultat. Empreinte SHA-256 :",
            result.snapshot.sha256,
        ],
        "places": [
            {"label": "La présidence du jury", "name": _president(edition)},
            {"label": "L’organisation", "name": ""},
        ],  # fmt: skip
    }
    return render_pdf("statement.typ", data)


def _fixed(content):
    """What was fixed before the first mark."""
    facts = content["edition"]
    method = Method(facts["method"]).label
    if content["results"]["is_complete"]:
        method += " (aucune feuille ne manque : ce sont des moyennes)"
    lines = [
        ("Finale", f"{_day(facts['held_on'])}, {facts['place']}"),
        ("Règlement", _regulation(content)),
        ("Calcul", method),
        ("Feuilles nécessaires", f"{facts['quorum']}, dont une par collège"),
        ("Départage", " ; ".join(TieRule(one).label for one in facts["tie_chain"])),
        ("Graine du tirage des jurys", facts["seed"]),
    ]
    return [line for line in lines if line[1]]


def _day(iso):
    return full_day(dt.date.fromisoformat(iso), weekday=True)


def _regulation(content):
    held = content["regulation"]
    return f"version {held['version']}" if held else ""


def _president(edition):
    row = edition.jurors.filter(is_president=True, left_at=None).first()
    return row.name if row else ""


def _comma(value):
    return str(value).replace(".", ",")


def _ranks(result):
    rows = [
        [
            str(line["rank"] or "hors classement"),
            line["team"]["label"],
            _comma(line["shown"] or ""),
            str(line["sheets"]),
            line["settled"],
        ]
        for line in result.lines
    ]
    columns = ["Rang", "Équipe", "Total sur 100", "Feuilles", "Départage"]
    return {
        "title": "Classement",
        "table": {"columns": columns, "rows": rows, "widths": [2, 6, 2, 2, 4]},
    }


def _prizes(result):
    rows = [
        (prize["label"], " ; ".join(team["label"] for team in winners))
        for prize, winners in result.awards
    ]
    return {"title": "Prix", "facts": rows}


def _criteria(content):
    rows = [
        [one["label"], _weight(one["weight"]), str(one["maximum"])] for one in content["criteria"]
    ]
    columns = ["Critère", "Coefficient", "Noté sur"]
    return {"title": "Critères", "table": {"columns": columns, "rows": rows}}


def _weight(text):
    """« 3 » and « 1,5 », not « 3,00 »."""
    return _comma(text.rstrip("0").rstrip(".")) if "." in text else text


def _jurors(content, names):
    """The names that the edition still knows (DOMAIN §8: they are erased one day)."""
    rows = [
        [
            names.get(one["id"], ""),
            College(one["college"]).label,
            one["organisation"],
            ", ".join(filter(None, [one["panel"], one["bridge"]])),
        ]
        for one in content["jurors"]
    ]
    columns = ["Juré", "Collège", "Organisme", "Jury"]
    return {"title": "Jury", "table": {"columns": columns, "rows": rows}}


def _marks(content, names, result):
    keys = [str(one["id"]) for one in content["criteria"]]
    rows = [
        [
            result.teams[one["team"]]["label"],
            names.get(one["juror"], f"juré n° {one['juror']}"),
            *(_comma(one["marks"][key]) for key in keys),
        ]
        for one in content["sheets"]
    ]
    columns = ["Équipe", "Juré", *(one["label"] for one in content["criteria"])]
    widths = [5.5, 3, *(2 for _ in keys)]
    return {"title": "Notes", "table": {"columns": columns, "rows": sorted(rows), "widths": widths}}


def _events(content, names, result):
    """What is not in the figures: absences, recusals, admissions, decisions."""
    teams = {key: one["label"] for key, one in result.teams.items()}

    def who(key):
        return names.get(key, f"juré n° {key}")

    items = [
        f"Équipe admise, {one['label']} : {one['admitted']}"
        for one in content["teams"]
        if one["admitted"]
    ]
    items += [f"Équipe retirée, {one['team']} : {one['reason']}" for one in content["withdrawn"]]
    items += [f"Feuille absente : {who(j)}, {teams[t]}." for j, t in content["absent"]]
    items += [
        f"Récusation : {who(j)}, {teams[t]} ({ConflictReason(why).label})."
        for j, t, why in content["recused"]
    ]
    items += [
        "Départage par la présidence, "
        + " avant ".join(teams.get(key, "") for key in one["order"])
        + f" : {one['reason']}"
        for one in content["decisions"]
    ]
    if content["edition"]["unranked_reason"]:
        items.append(f"Équipes hors classement : {content['edition']['unranked_reason']}")
    return {"title": "Constats et décisions", "items": items or ["Néant."]}


def result_sheet(result, team):
    """The result of one team, with the mean of each criterion and the jury's comments."""
    line = next(one for one in result.lines if one["team"]["id"] == team)
    means, comments = result.sheet_of(team)
    facts = [
        ("Établissement", line["team"]["school"]),
        ("Entreprise d’accueil", line["team"]["company"]),
        ("Présentation", line["team"]["title"]),
        ("Rang", rank_among(result, line)),
        ("Total sur 100", _comma(line["shown"] or "")),
        ("Prix", " ; ".join(result.prizes_of(team))),
    ]
    rows = [[label, _comma(mean), str(maximum)] for label, mean, maximum in means]
    columns = ["Critère", "Moyenne des jurés", "Sur"]
    sections = [{"title": "Critères", "table": {"columns": columns, "rows": rows}}]
    if comments:
        sections.append({"title": "Commentaires du jury", "items": comments})
    data = {
        "title": "Fiche de résultat",
        "verifiable": False,
        "number": f"{team:05d}",
        "subtitle": f"{line['team']['label']}, {result.content['edition']['title']}",
        "opening": [],
        "facts": [pair for pair in facts if pair[1]],
        "sections": sections,
        "closing": [],
    }
    return render_pdf("statement.typ", data)


def _rank(line):
    return "hors classement" if line["rank"] is None else ordinal(line["rank"])


def rank_among(result, line):
    """« 6e sur 10 »; « hors classement »."""
    ranked = sum(one["rank"] is not None for one in result.lines)
    return _rank(line) if line["rank"] is None else f"{_rank(line)} sur {ranked}"


def ordinal(rank):
    """ "1er", "2e"."""
    return "1er" if rank == 1 else f"{rank}e"


def diploma(result, team, names=()):
    """The diploma of a team, or one page for each name that was typed (kept nowhere)."""
    line = next(one for one in result.lines if one["team"]["id"] == team)
    held, label = result.content["edition"], line["team"]["label"]
    lines = [label] if names else []
    if line["team"]["title"]:
        lines.append(f"pour « {line['team']['title']} »")
    if line["team"]["company"]:
        lines.append(f"avec l’entreprise {line['team']['company']}")
    lines.append(f"finale du {_day(held['held_on'])}, {held['place']}")
    honours = result.prizes_of(team)
    data = {
        "title": f"Diplômes : {label}",
        "heading": "Diplôme",
        "edition": held["title"],
        "diplomas": [
            {"whom": whom, "honours": honours, "lines": lines} for whom in names or [label]
        ],
        "places": ["La présidence du jury", "L’organisation"],
    }
    return render_pdf("diploma.typ", data)
