"""What people send as a scan: judged by its bytes, never by its name or declared type.

A file is read, never run; it is kept under a random name and only ever given back as an
attachment (`accounts.downloads`). A PDF that runs something when it is opened, asks a
password or cannot be read is refused.
"""

import io
import secrets
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from directory.violations import Refused, Violation

LARGEST = 10 * 2**20
PAGES = 30
MAGIC = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
# What makes a PDF act by itself: scripts, launched programs, embedded files, forms.
ACTIVE = ("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")
UNREADABLE = "Ce PDF ne peut pas être lu. Enregistrez-le de nouveau, ou envoyez une photo."


@dataclass(frozen=True)
class Upload:
    """A file that was found sound: its bytes, its true type, a name of our own."""

    content: bytes
    mimetype: str
    name: str


def checked(upload, field="scan"):
    """The sound file of an uploaded one (a PDF, JPEG or PNG).

    Raises Refused, in French and on `field`: empty, too large, another type, protected,
    too many pages, active or broken.
    """
    size = upload.size
    if not size:
        raise _refused("Ce fichier est vide.", field)
    if size > LARGEST:
        raise _refused(f"Ce fichier dépasse {LARGEST // 2**20} Mo.", field)
    content = upload.read()
    mimetype, ending = next(
        (kind for magic, kind in MAGIC.items() if content.startswith(magic)), ("", "")
    )
    if not ending:
        raise _refused("Envoyez un PDF ou une photo (JPEG ou PNG).", field)
    if ending == "pdf":
        why_not = fault_of_pdf(content)
        if why_not:
            raise _refused(why_not, field)
    return Upload(content, mimetype, f"{secrets.token_hex(8)}.{ending}")


def _refused(message, field):
    return Refused(violations=[Violation("", message, field)])


def fault_of_pdf(content):
    """Why a PDF is not taken, in French; "" for a sound one.

    Everything that a hostile file makes the reader raise is the same answer.
    """
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return "Ce PDF est protégé par un mot de passe. Envoyez-le sans protection."
        pages = len(reader.pages)
        active = is_active(reader)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
        AssertionError,
        NotImplementedError,
    ):
        return UNREADABLE
    if not pages:
        return UNREADABLE
    if pages > PAGES:
        return f"Ce PDF a {pages} pages : {PAGES} au plus sont acceptées."
    if active:
        return "Ce PDF contient des éléments actifs. Envoyez une numérisation simple."
    return ""


def is_active(reader):
    """Whether an object of the file does something when it is opened."""
    for number in range(1, int(reader.trailer["/Size"])):
        found = reader.get_object(number)
        text = repr(found) if isinstance(found, dict) else ""
        if any(f"'{name}'" in text for name in ACTIVE):
            return True
    return False
