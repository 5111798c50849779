"""A plan or review as a document: PDF/UA by Typst, ODT for who works on it."""

import io

from django.utils import timezone
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableColumnProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import H, P

from clee.enums.reviews import Outcome
from directory.french import full_day
from directory.years import label
from documents.registry import register_certificate
from documents.rendering import render_pdf

DATA = "clee.review.data"
PDF_KIND = "clee.review"
ODT = "application/vnd.oasis.opendocument.text"


def sections_of(content):
    """[(title, [paragraphs], (columns, rows) or None)] of a frozen or live content."""
    year = content["year"]
    found: list[tuple] = [
        (title, text.split("\n"), None) for title, text in content["texts"] if text
    ]
    for table in content["figures"]:
        columns = ["", label(year), label(year - 1)]
        found.append((table["title"], [], (columns, table["rows"])))
    rows = [
        [one["title"], one["kind"], one["dates"], one["state"], one["pupils"], one["adults"]]
        for one in content["actions"]
    ]
    if rows:
        columns = ["Action", "Type", "Dates", "État", "Élèves", "Adultes"]
        found.append(("Actions de l’année", [], (columns, rows)))
    if content["added"]:
        words = "Enregistrées depuis la version précédente : " + " ; ".join(content["added"])
        found.append(("Actions ajoutées", [words], None))
    return found


def facts_of(version):
    """[(label, value)]: who validated, and what was answered."""
    content = version.content
    facts = [("Comité", content["committee"]), ("Version", str(version.number))]
    facts += [(f"Validé, {side}", name) for side, name in version.validated]
    facts.append(("Déposé le", full_day(timezone.localdate(version.filed_at))))
    if version.seen_at:
        facts.append(("Vu par la DSDEN le", full_day(timezone.localdate(version.seen_at))))
        facts.append(("Commentaire de la DSDEN", version.seen_comment))
    if version.outcome:
        facts.append(("Rectorat", Outcome(version.outcome).label))
        facts.append(("Commentaire", version.outcome_comment))
    return [pair for pair in facts if pair[1]]


def pdf_of(version):
    """The bytes of a version with what was answered to it so far."""
    content = version.content
    is_final = version.outcome in (Outcome.VALIDATED, Outcome.NOTED)
    prefix = "PLAN" if content["kind"] == "plan" else "BILAN"
    parts = []
    for title, paragraphs, table in sections_of(content):
        part: dict = {"title": title, "paragraphs": paragraphs}
        if table:
            columns, rows = table
            part["table"] = {"columns": columns, "rows": [[*map(str, row)] for row in rows],
                             "widths": [4] + [1] * (len(columns) - 1) if len(columns) == 3
                             else [4, 3, 3, 2, 1, 1]}  # fmt: skip
        parts.append(part)
    return render_pdf(
        "statement.typ",
        {
            "title": content["title"],
            "verifiable": is_final,
            "number": f"{prefix}-{content['year']}-{version.review_id:05d}-{version.number}",
            "subtitle": content["committee"],
            "opening": [] if is_final else ["Version déposée, sans suite du rectorat à ce jour."],
            "facts": facts_of(version),
            "sections": parts,
            "closing": [
                "Les chiffres sont calculés par le portail le jour du dépôt ; ce document ne nomme "
                "aucun élève."
            ],
        },
    )


def odt_of(content, facts):
    """The same as a text document that may be worked on elsewhere."""
    document = OpenDocumentText()
    head = Style(name="head", family="paragraph")
    head.addElement(TextProperties(fontweight="bold"))
    head.addElement(ParagraphProperties(textalign="start"))
    wide = Style(name="wide", family="table-column")
    wide.addElement(TableColumnProperties(columnwidth="4cm"))
    document.automaticstyles.addElement(head)
    document.automaticstyles.addElement(wide)
    text = document.text
    text.addElement(H(outlinelevel=1, text=content["title"]))
    for name, value in facts:
        text.addElement(P(text=f"{name} : {value}"))
    for title, paragraphs, table in sections_of(content):
        text.addElement(H(outlinelevel=2, text=title))
        for paragraph in paragraphs:
            text.addElement(P(text=paragraph))
        if table:
            text.addElement(_odt_table(title, table, head, wide))
    made = io.BytesIO()
    document.write(made)
    return made.getvalue()


def _odt_table(name, content, head, wide):
    columns, rows = content
    table = Table(name=name[:31])
    table.addElement(TableColumn(numbercolumnsrepeated=len(columns), stylename=wide))
    header = TableHeaderRows()
    header.addElement(_odt_row(columns, head))
    table.addElement(header)
    for row in rows:
        table.addElement(_odt_row(row))
    return table


def _odt_row(values, style=None):
    row = TableRow()
    for value in values:
        cell = TableCell(valuetype="string")
        look = {"stylename": style} if style else {}
        cell.addElement(P(text=str(value), **look))
        row.addElement(cell)
    return row


register_certificate(PDF_KIND, "Plan ou bilan d’un comité local école-entreprise")
