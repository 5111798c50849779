"""A picture that everybody will see: judged by its bytes, rid of what its camera wrote.

A photo carries where and when it was taken, by which device, sometimes a small copy of what was
cut off. Only what draws the picture stays.
"""

import struct
from dataclasses import replace

from directory.violations import Refused, Violation
from documents import uploads

LARGEST = 4 * 2**20
JPEG, PNG = "image/jpeg", "image/png"
START_OF_SCAN = 0xDA
# APP1 to APP15 but APP2 (colours) and APP14 (how they are coded), and comments.
DROPPED = {marker for marker in range(0xE1, 0xF0) if marker not in (0xE2, 0xEE)} | {0xFE}
DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
BROKEN = "Cette image ne peut pas être lue. Enregistrez-la de nouveau."


def checked(upload, field="picture"):
    """The sound picture of an uploaded JPEG or PNG, without its metadata.

    Raises Refused, in French and on `field`: another type, too large, broken.
    """
    if upload.size > LARGEST:
        raise _refused(f"Cette image dépasse {LARGEST // 2**20} Mo.", field)
    found = uploads.checked(upload, field)
    if found.mimetype not in (JPEG, PNG):
        raise _refused("Envoyez une image JPEG ou PNG.", field)
    strip = _jpeg if found.mimetype == JPEG else _png
    try:
        content = strip(found.content)
    except (struct.error, ValueError) as error:
        raise _refused(BROKEN, field) from error
    return replace(found, content=content)


def _refused(message, field):
    return Refused(violations=[Violation("", message, field)])


def _jpeg(content):
    """Segment by segment as far as the picture itself, which is kept whole."""
    kept, at = [content[:2]], 2
    while True:
        start, marker, length = struct.unpack_from(">BBH", content, at)
        if start != 0xFF or length < 2:
            raise ValueError("not a segment")
        if marker == START_OF_SCAN:
            return b"".join([*kept, content[at:]])
        if marker not in DROPPED:
            kept.append(content[at : at + 2 + length])
        at += 2 + length


def _png(content):
    """Chunk by chunk; each keeps its own sum."""
    kept, at = [content[:8]], 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a chunk is cut")
        if name in DRAWN:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
