"""The sealed PDF: the signed bytes, then an audit page, in one file.

R-AG-2 wants "the signed bytes, never rebuilt". PDF has a way for that: an *incremental
update*, as electronic signatures use. The original file is copied byte for byte, and
what is added (the audit page, its fonts, the changed list of pages, a new cross-
reference table) is written after its end. Thus

    sha256(sealed[:size of the signed PDF]) == the hash that everyone signed

can be checked with any tool and no knowledge of PDF, and the size and the hash are
printed on the audit page itself. The page's structure tree is hung into the document's,
so that the sealed file stays tagged to its last page (PDF/UA). The same two files give
the same bytes.

Both files come from Typst, which writes objects in clear and one classic table: this is
read here directly. A general library does the same in six times the time of the
rendering itself (docs/decisions/0005-sealing-without-a-pdf-library.md); one is still
used to read what others send, and by the tests of this module.
"""

import hashlib
import re
from dataclasses import dataclass

TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
TABLE_HEAD = re.compile(rb"xref\s+0 (\d+)\s+")
ROW = 20
REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
BOUND = re.compile(rb"\\.|[()]", re.DOTALL)
STREAM = b"\nstream\n"


class NotFromTypst(ValueError):
    """The file is not written as our layouts' are: nothing was sealed."""


@dataclass
class Plain:
    """A PDF as Typst writes it: numbered objects in clear, one table of where they are."""

    content: bytes

    def __post_init__(self):
        start = int(found(TABLE, self.content, max(0, len(self.content) - 100))[1])
        head = found(TABLE_HEAD, self.content, start)
        self.start, self.size = start, int(head[1])
        rows = range(head.end() + ROW, head.end() + ROW * self.size, ROW)
        self.offsets = [0, *(int(self.content[row : row + 10]) for row in rows)]
        following = [*sorted(self.offsets[1:]), start]
        self.ends = dict(zip(following, following[1:], strict=False))
        self.trailer = self.content[rows.stop :]
        self.root = self.number(self.trailer, rb"/Root (\d+) 0 R")
        catalog = self.body(self.root)
        self.pages = self.number(catalog, rb"/Pages (\d+) 0 R")
        self.tree = self.number(catalog, rb"/StructTreeRoot (\d+) 0 R")
        self.document = self.number(self.body(self.tree), rb"/K\[(\d+) 0 R\]")
        self.next_key = self.number(self.body(self.tree), rb"/ParentTreeNextKey (\d+)")
        self.kids = numbers_in(field(self.body(self.pages), b"Kids"))

    def body(self, number):
        """What stands between `N 0 obj` and `endobj`."""
        offset = self.offsets[number]
        start = self.content.index(b"obj", offset) + 3
        return self.content[start : self.content.rindex(b"endobj", start, self.ends[offset])]

    def number(self, text, pattern):
        return int(found(re.compile(pattern), text)[1])

    def reachable(self, first, stop):
        """`first` and all objects that they name, in order, but for those of `stop`."""
        seen, waiting = {}, list(reversed(first))
        while waiting:
            number = waiting.pop()
            if number not in seen and number not in stop:
                seen[number] = True
                waiting += reversed(numbers_in(self.body(number)))
        return list(seen)


def found(pattern, text, start=0):
    match = pattern.search(text, start)
    if match is None:
        raise NotFromTypst(pattern.pattern)
    return match


def field(body, name):
    """The inside of an array of a dictionary: `/Kids[…]`."""
    return found(re.compile(rb"/" + name + rb"\[([^\]]*)\]"), body)[1]


def renumber(body, change):
    """`body` with each reference changed, outside texts and streams."""
    dictionary, stream, data = body.partition(STREAM)
    pieces = [
        piece if is_text else REFERENCE.sub(lambda one: b"%d 0 R" % change(int(one[1])), piece)
        for is_text, piece in split_texts(dictionary)
    ]
    return b"".join(pieces) + stream + data


def numbers_in(body):
    """The objects that a body names, in order."""
    pieces = split_texts(body.partition(STREAM)[0])
    return [
        int(number)
        for is_text, piece in pieces
        if not is_text
        for number in REFERENCE.findall(piece)
    ]


def split_texts(dictionary):
    """[(is_text, piece)…]: a text between parentheses may hold what looks like a reference,
    and parentheses of its own, in pairs or after a backslash."""
    if b"(" not in dictionary:
        return [(False, dictionary)]
    pieces, depth, last = [], 0, 0
    for sign in BOUND.finditer(dictionary):
        if sign[0] == b"(":
            if depth == 0:
                pieces.append((False, dictionary[last : sign.start()]))
                last = sign.start()
            depth += 1
        elif sign[0] == b")":
            depth -= 1
            if depth == 0:
                pieces.append((True, dictionary[last : sign.end()]))
                last = sign.end()
    return [*pieces, (False, dictionary[last:])]


def replaced(body, name, change):
    """`body` with the one number or array after `/name` changed."""
    pattern = re.compile(rb"(/" + name + rb"\[?) ?([\d R]*)")
    match = found(pattern, body)
    space = b"" if match[1].endswith(b"[") else b" "
    return body[: match.start()] + match[1] + space + change(match[2]) + body[match.end() :]


def append_pages(signed, addition):
    """`signed` followed by the pages of `addition`; both are tagged PDF of our layouts.

    Raises NotFromTypst for any other file.
    """
    base, added = Plain(signed), Plain(addition)
    tags = dict(pairs(numbers_in_tree(added)))
    stop = {added.pages, added.tree}
    taken = added.reachable([*added.kids, added.document, *tags.values()], stop)
    new = {old: base.size + rank for rank, old in enumerate(taken)}
    new |= {added.pages: base.pages, added.tree: base.document}
    objects = changed_objects(base, added, tags, new)
    for old in taken:
        body = added.body(old)
        if old in added.kids:
            body = replaced(body, b"StructParents", plus(base.next_key))
        if old == added.document:
            body = body.replace(b"/S/Document", b"/S/Part", 1)
        objects[new[old]] = renumber(body, new.__getitem__)
    return signed + update(base, objects)


def numbers_in_tree(pdf):
    """The parent tree's flat list: key, array of tags, key, array…"""
    flat = field(pdf.body(pdf.tree), b"Nums").replace(b" 0 R", b" ").split()
    return [int(number) for number in flat]


def pairs(flat):
    return zip(flat[::2], flat[1::2], strict=True)


def plus(amount):
    return lambda text: b"%d" % (int(text) + amount)


def changed_objects(base, added, tags, new):
    """The objects of the document that must know the added pages: the list of pages, the
    root of the tags with its parent tree, the one element above all others."""
    kids = b"".join(b" %d 0 R" % new[page] for page in added.kids)
    pages = replaced(base.body(base.pages), b"Kids", lambda text: text + kids)
    pages = replaced(pages, b"Count", plus(len(added.kids)))
    nums = b"".join(b" %d %d 0 R" % (key + base.next_key, new[at]) for key, at in tags.items())
    tree = replaced(base.body(base.tree), b"Nums", lambda text: text + nums)
    tree = replaced(tree, b"ParentTreeNextKey", plus(added.next_key))
    part = b" %d 0 R" % new[added.document]
    document = replaced(base.body(base.document), b"K", lambda text: text + part)
    return {base.pages: pages, base.tree: tree, base.document: document}


def update(base, objects):
    """What is written after the document's end: objects, their table, a trailer that
    points back to the document's own table."""
    out, offsets = bytearray(b"\n"), {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(base.content) + len(out)
        out += b"%d 0 obj%sendobj\n" % (number, body)
    start = len(base.content) + len(out)
    out += b"xref\n0 1\n0000000000 65535 f\r\n"
    for number, offset in sorted(offsets.items()):
        out += b"%d 1\n%010d 00000 n\r\n" % (number, offset)
    first_id = found(re.compile(rb"/ID\[(\([^()]*\))"), base.trailer)[1]
    identity = (
        b"/Size %d" % (max(objects) + 1),
        b"/Root %d 0 R" % base.root,
        found(re.compile(rb"/Info \d+ 0 R"), base.trailer)[0],
        b"/ID[%s<%s>]" % (first_id, hashlib.sha256(out).hexdigest()[:32].encode()),
        b"/Prev %d" % base.start,
    )
    out += b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (b"".join(identity), start)
    return bytes(out)
