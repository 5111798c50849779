"""The questions of an event, as an organiser types them: one on a line.

« Venez-vous en car ? (oui/non) », « Nombre de repas (nombre) », « Menu : viande / végétarien »;
a star at the end of the question makes it mandatory. Pure.
"""

import hashlib
import re

from documents.enums import QuestionType

MOST = 10
KINDS = {"oui/non": QuestionType.YES_NO, "nombre": QuestionType.NUMBER}
KIND_AT_END = re.compile(r"\s*\((oui/non|nombre)\)\s*$", re.IGNORECASE)
TOO_MANY = f"{MOST} questions au plus."
TWICE = "La question « {} » est écrite deux fois."
LONG = "La question « {}… » dépasse 200 caractères."


def parse(text):
    """The questions of a text, as `documents.questionnaires` reads them; ValueError in French."""
    found = [_question(line.strip()) for line in text.splitlines() if line.strip()]
    if len(found) > MOST:
        raise ValueError(TOO_MANY)
    seen = set()
    for one in found:
        if len(one["text"]) > 200:
            raise ValueError(LONG.format(one["text"][:40]))
        if one["code"] in seen:
            raise ValueError(TWICE.format(one["text"]))
        seen.add(one["code"])
    return found


def _question(line):
    kind, choices = QuestionType.TEXT, []
    if found := KIND_AT_END.search(line):
        kind, line = KINDS[found[1].lower()], line[: found.start()].rstrip()
    elif ":" in line and "/" in line.rsplit(":", 1)[1]:
        line, listed = (part.strip() for part in line.rsplit(":", 1))
        kind = QuestionType.CHOICE
        choices = [one.strip() for one in listed.split("/") if one.strip()]
    required = line.endswith("*")
    text = line.rstrip("* ").strip()
    question = {"code": _code(text), "text": text, "type": kind.value, "required": required}
    return question | ({"choices": [[one, one] for one in choices]} if choices else {})


def _code(text):
    """The same for the same words: an answer keeps its question when others change."""
    return hashlib.sha256(text.lower().encode()).hexdigest()[:8]


def as_text(questions):
    """What `parse` reads back."""
    return "\n".join(_line(one) for one in questions)


def _line(one):
    star = " *" if one.get("required") else ""
    names = {kind.value: name for name, kind in KINDS.items()}
    if one["type"] in names:
        return f"{one['text']}{star} ({names[one['type']]})"
    if one["type"] == QuestionType.CHOICE:
        return f"{one['text']}{star} : {' / '.join(label for _, label in one['choices'])}"
    return f"{one['text']}{star}"


def answer_words(question, value):
    """An answer as lists and files print it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
