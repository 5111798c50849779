"""What an export can be: from what was asked to a file, step by step.

A producer takes the actor, the params and `step(done, total)`, which tells the progress and
stops a cancelled export; it gives (file name, MIME type, iterable of bytes). What the actor
may not read raises `Refused`: it is asked when the file is made and again when it is taken.
"""

from datetime import date
from urllib.parse import urlencode

from accounts.lists_out import bare
from directory.violations import Refused
from reports import counted, lists, territories
from reports.exports import FORMATS, export, file_name

REPORT, LIST = "report", "list"


def report_of(actor, params):
    """The Report that was asked for, as of the day of its page (`jour`), whatever the day of the
    worker. Raises Refused for a territory that is not the actor's."""
    code = params.get("territoire", "")
    choices = territories.with_school(actor, territories.territories_of(actor), code)
    found = [one for one in choices if one.code == code]
    if not found:
        raise Refused("Votre rôle ne vous donne plus accès à ce périmètre.")
    day = date.fromisoformat(params["jour"]) if "jour" in params else None
    return counted.report_of(int(params["annee"]), found[0], day)


def make_report(actor, params, step):
    """All themes of a report: a step per source, then the file."""
    report = report_of(actor, params)
    sources = list({one.source.code: one.source for one in report.indicators()}.values())
    total = len(sources) + 2
    for number, source in enumerate(sources, start=1):
        report.values(source)
        step(number, total)
    content = export(report, params["format"])
    step(total, total)
    return file_name(report, params["format"]), FORMATS[params["format"]][1], [content]


def asked_again_at(row):
    """The page where the file of an Export is asked for once more."""
    if row.kind == LIST:
        return f"/rapports/exports/liste/?{urlencode({'adresse': bare(row.params['adresse'])})}"
    return f"/rapports/?{urlencode({name: row.params[name] for name in ('annee', 'territoire')})}"


PRODUCERS = {REPORT: make_report, LIST: lists.make}
# What gives access to the file: asked again at each download.
CHECKS = {REPORT: report_of, LIST: lists.check}
