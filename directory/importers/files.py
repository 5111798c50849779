"""Reading the official files: encoding, separator, kind of file, line numbers.

Everything streams: a file of two million rows takes the memory of one.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from directory.search import fold

SIGNATURES = {
    b"PK\x03\x04": "un classeur ou une archive (xlsx, ods, zip)",
    b"\xd0\xcf\x11\xe0": "un ancien classeur (xls)",
    b"%PDF": "un PDF",
    b"\x1f\x8b": "une archive gzip",
}
SEPARATORS = ";,\t"
# The longest official cell is far shorter; a stray quote must not eat the whole file.
csv.field_size_limit(131_072)


class NotProcessed(Exception):
    """The file could not be processed; nothing was written. The text is in French."""


@dataclass(frozen=True)
class Format:
    """One kind of file, known by the headers that it must hold (folded)."""

    label: str
    command: str
    required: tuple
    clean: Callable
    importer: type
    also: tuple = ()

    def fits(self, headers):
        return set(self.required) <= set(headers)


def header_key(text):
    """A header without case, accents nor punctuation: "UAI tête de réseau " → "uai tete de
    reseau"; extracts of one source differ by that only."""
    return fold(text)


class SourceFile:
    """A text file, UTF-8 with or without BOM, separated by `;`, `,` or tabs."""

    def __init__(self, path):
        self.path = Path(path)
        self._check_binary()
        self.separator, self.headers = self._read_header()

    def _check_binary(self):
        try:
            with self.path.open("rb") as file:
                start = file.read(4096)
        except OSError as error:
            raise NotProcessed(
                f"Le fichier « {self.path} » est illisible : {error.strerror}."
            ) from error
        if not start.strip():
            raise NotProcessed("Le fichier est vide.")
        for signature, label in SIGNATURES.items():
            if start.startswith(signature):
                raise NotProcessed(f"Ce fichier est {label} : il faut un fichier CSV en UTF-8.")
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise NotProcessed("Le fichier est en UTF-16 : enregistrez-le en CSV UTF-8.")

    def _read_header(self):
        line = next(self._lines(), "")
        separator = max(SEPARATORS, key=line.count)
        names = next(csv.reader([line], delimiter=separator), [])
        return separator, [header_key(name) for name in names]

    def _lines(self, progress=None):
        """The lines of the file; NotProcessed at the first that is not UTF-8 text."""
        number = 0
        with self.path.open("rb") as file:
            for raw in file:
                number += 1
                if progress is not None:
                    progress.update(len(raw))
                try:
                    line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError as error:
                    raise NotProcessed(
                        f"Le fichier n’est pas encodé en UTF-8 (ligne {number}) : "
                        "enregistrez-le en CSV UTF-8."
                    ) from error
                if "\x00" in line:
                    raise NotProcessed(f"Le fichier n’est pas du texte (ligne {number}).")
                yield line

    def records(self, columns, show_progress=False):
        """(line number, values or None) of each data row.

        `columns` are folded headers; one that the file lacks gives "". Values are None
        when the row has another number of cells than the header.
        """
        places = [self.headers.index(name) if name in self.headers else None for name in columns]
        width = len(self.headers)
        size = self.path.stat().st_size
        with tqdm(
            total=size, unit="o", unit_scale=True, disable=None if show_progress else True
        ) as progress:
            reader = csv.reader(self._lines(progress), delimiter=self.separator)
            try:
                next(reader, None)
                line = reader.line_num + 1
                for cells in reader:
                    if cells:
                        yield line, _pick(cells, places, width)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise NotProcessed(
                    f"Le fichier n’est pas un CSV lisible (ligne {reader.line_num}) : {error}."
                ) from error


def _pick(cells, places, width):
    if len(cells) != width:
        return None
    return ["" if place is None else cells[place].strip() for place in places]


def recognise(source, formats, every_format):
    """The one of `formats` that the file's headers fit.

    Raises NotProcessed, naming the right command when the file is of another kind.
    """
    for known in formats:
        if known.fits(source.headers):
            return known
    expected = " ; ".join(known.label for known in formats)
    for known in every_format:
        if known.fits(source.headers):
            raise NotProcessed(
                f"Ce fichier est d’une autre sorte ({known.label}) : utilisez {known.command}. "
                f"Attendu ici : {expected}."
            )
    closest = max(formats, key=lambda known: len(set(known.required) & set(source.headers)))
    missing = ", ".join(name for name in closest.required if name not in source.headers)
    raise NotProcessed(f"Fichier non reconnu. Attendu : {expected}. Colonnes absentes : {missing}.")
