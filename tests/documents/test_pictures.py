"""Pictures for everybody: what draws them stays, what the camera wrote goes."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from directory.violations import Refused
from documents import pictures


def segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def chunk(name, body):
    return struct.pack(">I4s", len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))


SCAN = segment(0xDA, b"scan") + b"pixels\xff\xd9"
JPEG = b"\xff\xd8" + segment(0xE0, b"JFIF") + segment(0xE1, b"Exif GPS 43.6") + SCAN
HEAD = b"\x89PNG\r\n\x1a\n"
PNG = HEAD + chunk(b"IHDR", b"size") + chunk(b"eXIf", b"GPS") + chunk(b"IEND", b"")


def upload(content):
    return SimpleUploadedFile("photo.jpg", content)


def test_what_the_camera_wrote_goes():
    assert pictures.checked(upload(JPEG)).content == b"\xff\xd8" + segment(0xE0, b"JFIF") + SCAN
    found = pictures.checked(upload(PNG))
    assert found.content == HEAD + chunk(b"IHDR", b"size") + chunk(b"IEND", b"")
    assert (found.mimetype, found.name.endswith(".png")) == ("image/png", True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe1\x00", "ne peut pas être lue"),
        (HEAD + chunk(b"IHDR", b"size")[:-2], "ne peut pas être lue"),
        (b"GIF89a", "JPEG ou PNG"),
        (b"", "vide"),
    ],
)
def test_what_is_no_picture_is_refused(content, said):
    with pytest.raises(Refused, match=said):
        pictures.checked(upload(content))


def test_a_large_picture_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST", 10)
    with pytest.raises(Refused, match="dépasse"):
        pictures.checked(upload(JPEG))
