"""The sheet of QR codes that a class takes home: eight coupons on an A4 page."""

import io

import segno

from directory.french import full_day
from documents.rendering import render_pdf

PER_PAGE = 8
ALT = "QR code qui ouvre l’adresse imprimée à côté"


def for_class(group, link):
    """One page: the link of the class, to cut and hand out."""
    words = ["Nom, prénom et date de naissance de l’élève vous sont demandés.", _until(link)]
    title = f"Stage, {group}"
    return _pdf(group, [(title, words, "classe.svg")] * PER_PAGE, {"classe.svg": _code(link.url)})


def for_pupils(group, pairs):
    """[(pupil, link)]: one coupon each; the code is the pupil's own."""
    files = {f"{pupil.pk}.svg": _code(link.url) for pupil, link in pairs}
    personal = "Ce code est personnel : ne le donnez à personne d’autre."
    rows = [(str(pupil), [personal, _until(link)], f"{pupil.pk}.svg") for pupil, link in pairs]
    return _pdf(group, rows, files)


def _pdf(group, rows, files):
    data = {
        "title": f"Stages de la {group} : liens des familles",
        "school": f"{group.school}, {group}",
        "words": "Vous avez trouvé un stage ? Scannez ce code et dites-le à l’établissement.",
        "alt": ALT,
        "coupons": [{"title": title, "words": words, "file": file} for title, words, file in rows],
    }
    return render_pdf("coupons.typ", data, files=files)


def _until(link):
    return f"Valable jusqu’au {full_day(link.valid_until.date())}."


def _code(url):
    buffer = io.BytesIO()
    segno.make_qr(url, error="m").save(buffer, kind="svg", scale=4, border=2)
    return buffer.getvalue()
