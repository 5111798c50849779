"""The file of a nominative list: judged by its bytes, never by its name (R-CEE-3).

It is kept encrypted and given back unread, as an attachment: here it is only made sure
that it is what its recipient expects, without macro, script or password.
"""

import io
import zipfile
import zlib

from directory.violations import Refused, Violation
from documents.enums import ListFormat
from documents.uploads import fault_of_pdf

# A little below FILE_UPLOAD_MAX_MEMORY_SIZE: a list in clear is never written to a disk.
LARGEST = 2 * 10**6
LARGEST_UNPACKED = 50 * 2**20
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ODS_TYPE = ListFormat.ODS.mimetype.encode()
ACTIVE_MEMBERS = ("vbaproject", "basic/", "scripts/", "activex", "embeddings/")
CONTROLS = frozenset(map(chr, range(32))) - set("\t\r\n")

WANTED = "Envoyez un fichier CSV, Excel (.xlsx), LibreOffice (.ods) ou PDF."
PROTECTED = (
    "Ce fichier est protégé par un mot de passe, ou d’un ancien format Excel (.xls). "
    "Enregistrez-le sans protection, au format .xlsx."
)
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    OSError,
    RuntimeError,
    NotImplementedError,
)
UNREADABLE = "Ce fichier ne peut pas être lu. Enregistrez-le de nouveau."
MACROS = "Ce fichier contient des macros ou des objets. Enregistrez une liste simple."


def checked(upload, field="file"):
    """(bytes, format) of an uploaded list; raises Refused, in French and on `field`."""
    if not upload.size:
        raise _refused("Ce fichier est vide.", field)
    if upload.size > LARGEST:
        raise _refused(f"Ce fichier dépasse {LARGEST // 10**6} Mo.", field)
    content = upload.read()
    found, fault = _recognised(content)
    if fault:
        raise _refused(fault, field)
    return content, found


def _refused(message, field):
    return Refused(violations=[Violation("R-CEE-3", message, field)])


def _recognised(content):
    """(format, "") of sound bytes; (None, why not) of others."""
    if content.startswith(b"%PDF-"):
        return ListFormat.PDF, fault_of_pdf(content)
    if content.startswith(OLD_OFFICE):
        return None, PROTECTED
    if content.startswith(b"PK\x03\x04"):
        return _spreadsheet(content)
    return (ListFormat.CSV, "") if _is_table(content) else (None, WANTED)


def _spreadsheet(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _format_of(archive)
    except BROKEN:
        return None, UNREADABLE


def _format_of(archive):
    members = archive.infolist()
    names = {member.filename for member in members}
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        return None, UNREADABLE
    if any(member.flag_bits & 1 for member in members):
        return None, PROTECTED
    if any(part in name.lower() for name in names for part in ACTIVE_MEMBERS):
        return None, MACROS
    if "xl/workbook.xml" in names:
        return ListFormat.XLSX, ""
    if "mimetype" in names and archive.read("mimetype") == ODS_TYPE:
        encrypted = b"encryption-data" in archive.read("META-INF/manifest.xml")
        return (None, PROTECTED) if encrypted else (ListFormat.ODS, "")
    return None, WANTED


def text_of(content):
    """The text of a file: UTF-8, else the Windows code page of school software."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _is_table(content):
    """Readable text in lines, that nothing takes for a page."""
    text = text_of(content)
    if "\ufffd" in text or CONTROLS & set(text) or text.lstrip().startswith("<"):
        return False
    return len(text.split()) > 1
