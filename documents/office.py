"""Text documents that people edit (ODT, DOCX): judged by their bytes, without macro or password."""

import io
import zipfile
import zlib

from directory.violations import Refused, Violation
from documents.uploads import LARGEST, Upload, checked

LARGEST_UNPACKED = 100 * 2**20
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACTIVE_MEMBERS = ("vbaproject", "basic/", "scripts/", "activex", "embeddings/")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    OSError,
    RuntimeError,
    NotImplementedError,
)
WANTED = "Envoyez un PDF, une image (JPEG ou PNG), ou un texte LibreOffice (.odt) ou Word (.docx)."
UNREADABLE = "Ce fichier ne peut pas être lu. Enregistrez-le de nouveau, sans mot de passe."
MACROS = "Ce fichier contient des macros ou des objets. Enregistrez un texte simple."


def checked_document(upload, field="scan"):
    """The sound file of an uploaded one: a PDF, a picture, or a text document.

    Raises Refused, in French and on `field`.
    """
    start = upload.read(4)
    upload.seek(0)
    if start != b"PK\x03\x04":
        try:
            return checked(upload, field)
        except Refused as refused:
            if "PDF ou une photo" in refused.message:
                raise _refused(WANTED, field) from None
            raise
    if upload.size > LARGEST:
        raise _refused(f"Ce fichier dépasse {LARGEST // 2**20} Mo.", field)
    content = upload.read()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            mimetype, fault = _recognised(archive)
    except BROKEN:
        mimetype, fault = "", UNREADABLE
    if fault:
        raise _refused(fault, field)
    return Upload(content, mimetype, f"document.{'odt' if mimetype == ODT else 'docx'}")


def _recognised(archive):
    """(type, "") of a sound text document, ("", why not) of another file."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return "", UNREADABLE
    if any(member.flag_bits & 1 for member in members):
        return "", UNREADABLE
    if any(part in name.lower() for name in names for part in ACTIVE_MEMBERS):
        return "", MACROS
    if "word/document.xml" in names:
        return DOCX, ""
    if "mimetype" in names and archive.read("mimetype") == ODT.encode():
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            return "", UNREADABLE
        return ODT, ""
    return "", WANTED


def _refused(message, field):
    return Refused(violations=[Violation("", message, field)])
