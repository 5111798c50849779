"""The rows of a public programme, written at once: a template that resolves and escapes each of
a thousand cells takes longer than the queries (issue 7)."""

from html import escape

from django import template
from django.utils.safestring import SafeString

register = template.Library()

ROW = (
    '<tr role="row"><th scope="row" role="rowheader"><a href="{}">{}</a><br>'
    '<span class="ps-meta">{}</span>%s</th>'
    '<td role="cell" %s>{}</td>'
    '<td role="cell" data-label="Lieu">{}</td>'
    '<td role="cell" data-label="Organisateur">{}</td></tr>\n'
)
CANCELLED = ' <span class="fr-badge fr-badge--sm fr-badge--error">Annulé</span>'
DATE, HOURS = 'data-label="Date"', 'class="ps-nowrap" data-label="Horaires"'


@register.simple_tag
def programme_rows(lines, by_department):
    """Of `events.lines.Cells`, which are text: each is escaped here."""
    when = DATE if by_department else HOURS
    rows = {False: ROW % ("", when), True: ROW % (CANCELLED, when)}
    return SafeString(
        "".join(
            rows[cancelled].format(*map(escape, cells))
            for *about, cancelled, at, where, organiser in lines
            for cells in [(*about, at, where, organiser)]
        )
    )
