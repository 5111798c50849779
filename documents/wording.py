"""The notation in which the authority writes articles, and its variables.

    # Article 1 – Objet
    La présente convention concerne la classe de {classe}.

    - une ligne de liste
    - une autre

A line `# …` opens an article, lines `- …` make a list, an empty line ends a paragraph,
`{name}` is replaced by what the portal knows. Everything else is text: nothing of it is
ever read as Typst or HTML. What reads a text is pure; `in_force` and `publish` keep the versions.
"""

import datetime as dt
import re

from django.db import IntegrityError, transaction

from accounts import journal
from directory.violations import Refused, Violation, require
from documents import registry
from documents.models import DocumentTemplate
from documents.rendering import render_pdf

VARIABLE = re.compile(r"\{([^{}\n]*)\}")
THE_BEGINNING = dt.date(2020, 1, 1)


def parse(text):
    """Text → articles: [{"title", "blocks": [{"kind": "paragraph", "text"} | {"kind":
    "list", "items"}]}]. What stands before the first title is an article without one."""
    articles = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        line = line.strip()
        if line.startswith("# "):
            articles.append({"title": line[2:].strip(), "blocks": []})
            continue
        if not articles and line:
            articles.append({"title": "", "blocks": []})
        if articles:
            _add(articles[-1]["blocks"], line)
    for article in articles:
        article["blocks"] = [block for block in article["blocks"] if block["kind"] != "end"]
    return articles


def _add(blocks, line):
    last = blocks[-1] if blocks else {"kind": "end"}
    if not line:
        blocks.append({"kind": "end"})
    elif line.startswith("- "):
        if last["kind"] != "list":
            blocks.append({"kind": "list", "items": []})
        blocks[-1]["items"].append(line[2:].strip())
    elif last["kind"] == "paragraph":
        last["text"] += f" {line}"
    else:
        blocks.append({"kind": "paragraph", "text": line})


def variables(text):
    """The names used in a text, in order, once each."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def check(text, known):
    """What keeps a text from being a version: no article, a variable that does not exist."""
    found = []
    if not any(article["title"] for article in parse(text)):
        found.append("Il faut au moins un article : une ligne qui commence par « # ».")
    for name in variables(text):
        if name not in known:
            found.append(
                f"La variable {{{name}}} n’existe pas. Celles qui existent : "
                + (", ".join(f"{{{one}}}" for one in known) or "aucune")
                + "."
            )
    rest = VARIABLE.sub("", text)
    if "{" in rest or "}" in rest:
        found.append("Une accolade n’est pas fermée : une variable s’écrit {nom}.")
    return [Violation("", message, "wording") for message in found]


def fill(text, values):
    """The articles of a text with its variables replaced.

    The values are put in after the text was read, so that none can open an article.
    Raises KeyError for a variable without value.
    """

    def put(words):
        return VARIABLE.sub(lambda found: str(values[found[1]]), words)

    articles = parse(text)
    for article in articles:
        article["title"] = put(article["title"])
        for block in article["blocks"]:
            if block["kind"] == "list":
                block["items"] = [put(item) for item in block["items"]]
            else:
                block["text"] = put(block["text"])
    return articles


def in_force(kind, day=None):
    """The version of a kind that applies on a day; the first one is made from the text
    that the kind was declared with."""
    found = DocumentTemplate.objects.in_force(kind, day)
    if found:
        return found
    template, _ = DocumentTemplate.objects.get_or_create(
        kind=kind,
        version=1,
        defaults={
            "wording": registry.subject(kind).wording,
            "valid_from": THE_BEGINNING,
            "note": "Texte livré avec le portail",
        },
    )
    return template


@transaction.atomic
def publish(actor, kind, text, valid_from, note=""):
    """A new version of the wording of a kind; the earlier ones stay as they were.

    Documents opened from `valid_from` on use it. Raises Refused for a text that `check`
    finds wrong, or when another version is published at the same moment.
    """
    require(check(text, registry.subject(kind).variables))
    latest = in_force_or_later(kind)
    try:
        with transaction.atomic():
            template = DocumentTemplate.objects.create(
                kind=kind,
                version=latest.version + 1,
                valid_from=valid_from,
                wording=text,
                note=note,
            )
    except IntegrityError as error:
        raise Refused("Une autre version vient d’être publiée. Relisez-la d’abord.") from error
    label = registry.subject(kind).label
    journal.record(actor, f"a publié la version {template.version} du modèle : {label}", template)
    return template


def in_force_or_later(kind):
    """The last version of a kind, even one that is not in force yet."""
    in_force(kind)
    return DocumentTemplate.objects.filter(kind=kind).latest("version")


def preview(kind, text):
    """The PDF of the articles alone, each variable replaced by what it stands for."""
    declared = registry.subject(kind)
    values = {name: f"[{meaning}]" for name, meaning in declared.variables.items()}
    data = {
        "title": declared.label,
        "subtitle": "Aperçu des articles",
        "number": "aperçu",
        "articles": fill(text, values),
        "signatories": [],
    }
    return render_pdf("contract.typ", data)
