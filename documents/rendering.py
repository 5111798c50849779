"""Data → PDF/UA-1 bytes, by Typst, in a worker process with a time limit."""

import datetime as dt
import json
import re
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from directory.violations import Refused
from documents import typography, typst_pool

LAYOUTS = Path(settings.ROOT) / "templates" / "typst"
SECONDS = 10
EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
# What PDF/UA-1 says of a sign without a glyph, one line per sign.
NO_GLYPH = re.compile(r'the (?:text|text contains the disallowed codepoint) `"([^`]*)"`')
NAMED = re.compile(r"\\u\{([0-9a-f]+)\}")
OUR_FAULT = "Le document n’a pas pu être composé. Signalez-le à l’administrateur du portail."


class RenderingFailed(Refused):
    """The document could not be made; people read a French sentence."""


class RenderingTooLong(RenderingFailed):
    """It took more than its time or memory: the worker was ended."""


def render_pdf(template_name, data, *, files=None, dated=EPOCH, seconds=SECONDS):
    """The PDF of a layout of `templates/typst/`, tagged, in French, PDF/UA-1.

    `data` is anything JSON can hold; the layout reads it, never as Typst source. `files`
    gives the layout more files (name → bytes: a logo). `dated` (aware) is the date
    written in the file: the same data, files and date give the same bytes.
    Raises RenderingTooLong past `seconds`, RenderingFailed for a fault of the layout.
    """
    given = {path.name: path.read_bytes() for path in LAYOUTS.glob("*.typ")} | (files or {})
    compile_data = partial(
        _compile, template_name, given, timestamp=int(dated.timestamp()), seconds=seconds
    )
    data = typography.each_text(plain(data | {"brand": brand()}), typography.prepared)
    try:
        return compile_data(data)
    except typst_pool.TypstError as error:
        missing = signs_without_glyph(str(error))
        if not missing:
            raise RenderingFailed(OUR_FAULT) from error
    try:
        return compile_data(typography.each_text(data, partial(_replace, missing)))
    except typst_pool.TypstError:
        return _last_resort(compile_data, data)


def _replace(missing, text):
    return typography.without(text, missing)


def _last_resort(compile_data, data):
    """Letters of Latin alphabets only: some signs fail in company only (combining marks)."""
    try:
        return compile_data(typography.each_text(data, typography.latin_only))
    except typst_pool.TypstError as error:
        raise RenderingFailed(OUR_FAULT) from error


def _compile(main, files, data, *, timestamp, seconds):
    text = json.dumps(data, ensure_ascii=False)
    try:
        return typst_pool.compile_pdf(main, files, text, timestamp=timestamp, seconds=seconds)
    except typst_pool.WorkerDied as error:
        raise RenderingTooLong(
            "Le document est trop long à composer. Raccourcissez les textes, puis recommencez."
        ) from error


def plain(data):
    """What JSON makes of it: dates as ISO texts, tuples as lists."""
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def brand():
    """The header of every document: texts of the service, never the State's emblem."""
    return {
        "title": settings.DSFR_BRAND["title"],
        "service": settings.DSFR_BRAND["service"],
        "verify": f"{settings.BASE_URL}/verifier/",
    }


def signs_without_glyph(diagnostic):
    """The signs that Typst says the font lacks."""
    found = set()
    for text in NO_GLYPH.findall(diagnostic):
        found.update(NAMED.sub(lambda code: chr(int(code[1], 16)), text))
    return found - {" "}
