"""The running order on paper: for the doors of the rooms and the classes."""

import datetime as dt

from django.utils import timezone

from directory.french import full_day, moment
from documents.rendering import render_pdf
from events.running_order import clock_words


def running_order(edition, order):
    """One sheet for each panel, in the order of the day, with the pauses."""
    day = full_day(dt.date.fromisoformat(order.content["held_on"]), weekday=True)
    told = f"{edition.title}, {day}, {order.content['place']}"
    data = {
        "title": "Ordre de passage",
        "sheets": [
            {
                "title": f"Ordre de passage, {', '.join(filter(None, (panel, room)))}",
                "subtitle": told,
                "sections": [_table(lines, order.breaks), _how(order)],
            }
            for panel, room, lines in order.panels
        ],
    }
    return render_pdf("sheets.typ", data)


def _table(lines, breaks):
    rows = [(one["at"], one["until"], one["label"], one["title"]) for one in lines]
    rows += [(one["at"], one["until"], one["label"], "") for one in breaks]
    columns = ["De", "À", "Équipe", "Présentation"]
    table = [[clock_words(at), clock_words(end), *words] for at, end, *words in sorted(rows)]
    return {"table": {"columns": columns, "rows": table, "widths": [2, 2, 6, 6]}}


def _how(order):
    """By which version, and from which draw."""
    words = [f"Version {order.version}, publiée le {moment(timezone.localtime(order.at))}."]
    if order.content["seed"]:
        words.append(f"Ordre tiré au sort, graine {order.content['seed']}.")
    return {"paragraphs": words}
