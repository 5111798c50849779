"""The sheet of QR codes that a class takes home: eight coupons on an A4 page."""

import io

import segno
from django.utils import timezone

from directory.french import full_day
from documents.rendering import render_pdf

PER_PAGE = 8
ALT = "QR code du lien par lequel la famille propose un stage"
FOUND = "Vous avez trouvé un stage ? Scannez ce code et dites-le à l’établissement."
WISHES = "Scannez ce code : vous lisez les offres de stage, et dites celles que vous voulez."


def for_class(group, link):
    """One page: the link of the class, to cut and hand out."""
    words = ["Nom, prénom et date de naissance de l’élève vous sont demandés.", _until(link)]
    title = f"Stage, {group}"
    rows = [(title, words, "classe.svg", link.url)] * PER_PAGE
    return _pdf(group, rows, {"classe.svg": _code(link.url)})


def for_pupils(group, pairs, words=FOUND):
    """[(pupil, link)]: one coupon each; the code is the pupil's own."""
    files = {f"{pupil.pk}.svg": _code(link.url) for pupil, link in pairs}
    personal = "Ce code est personnel : ne le donnez à personne d’autre."
    rows = [
        (str(pupil), [personal, _until(link)], f"{pupil.pk}.svg", link.url) for pupil, link in pairs
    ]
    return _pdf(group, rows, files, words)


def _pdf(group, rows, files, words=FOUND):
    data = {
        "title": f"Stages de la {group} : liens des familles",
        "school": f"{group.school}\n{group}",
        "words": words,
        "alt": ALT,
        "coupons": [dict(zip(("title", "words", "file", "url"), row, strict=True)) for row in rows],
    }
    return render_pdf("coupons.typ", data, files=files)


def _until(link):
    return f"Valable jusqu’au {full_day(timezone.localdate(link.valid_until))}."


def _code(url):
    buffer = io.BytesIO()
    segno.make_qr(url, error="m").save(buffer, kind="svg", scale=4, border=2)
    return buffer.getvalue()
