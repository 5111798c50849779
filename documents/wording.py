"""The notation in which the authority writes articles, and its variables.

    # Article 1 – Objet
    La présente convention concerne la classe de {classe}.

    - une ligne de liste
    - une autre

A line `# …` opens an article, lines `- …` make a list, an empty line ends a paragraph,
`{name}` is replaced by what the portal knows. Everything else is text: nothing of it is
ever read as Typst or HTML. Annexes are written as articles are, one after the other. Pure:
`documents.versions` keeps the texts.
"""

import re

from directory.violations import Violation

VARIABLE = re.compile(r"\{([^{}\n]*)\}")


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
    """What keeps articles from being a version: none, an empty one, an unknown variable."""
    found = []
    if not any(article["title"] for article in parse(text)):
        found.append("Il faut au moins un article : une ligne qui commence par « # ».")
    return _violations(
        "wording", [*found, *_check_parts(text, "L’article"), *_unknown(text, known)]
    )


def check_annexes(text, known):
    """The same of the annexes; there may be none, and each has its title."""
    found = []
    if any(not article["title"] for article in parse(text)):
        found.append("Une annexe commence par une ligne « # Titre de l’annexe ».")
    return _violations("annexes", [*found, *_check_parts(text, "L’annexe"), *_unknown(text, known)])


def _violations(field, messages):
    return [Violation("", message, field) for message in messages]


def _check_parts(text, name):
    for part in parse(text):
        if part["title"] and not part["blocks"]:
            yield f"{name} « {part['title']} » est vide."


def _unknown(text, known):
    for name in variables(text):
        if name not in known:
            yield (
                f"La variable {{{name}}} n’existe pas. Celles qui existent : "
                + (", ".join(f"{{{one}}}" for one in known) or "aucune")
                + "."
            )
    rest = VARIABLE.sub("", text)
    if "{" in rest or "}" in rest:
        yield "Une accolade n’est pas fermée : une variable s’écrit {nom}."


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


def annexes(text, values):
    """The annexes as the layouts print them, after those that the data brings."""
    return [
        {"title": article["title"], "sections": [{"title": "", "blocks": article["blocks"]}]}
        for article in fill(text, values)
    ]
