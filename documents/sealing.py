"""The sealed PDF: the signed bytes, then an audit page, in one file.

R-AG-2 wants "the signed bytes, never rebuilt". PDF has a way for that: an *incremental
update*, as electronic signatures use. The original file is copied byte for byte, and
what is added (the audit page, its fonts, the changed list of pages, a new cross-
reference table) is written after its end. Thus

    sha256(sealed[:size of the signed PDF]) == the hash that everyone signed

can be checked with any tool and no knowledge of PDF, and the size and the hash are
printed on the audit page itself. The page's structure tree is hung into the document's,
so that the sealed file stays tagged to its last page (PDF/UA).
"""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NullObject, NumberObject

TREE = "/StructTreeRoot"


def append_pages(signed, addition):
    """`signed` followed by the pages of `addition`; both are tagged PDF of our layouts."""
    writer = PdfWriter(io.BytesIO(signed), incremental=True)
    added = PdfReader(io.BytesIO(addition))
    first = len(writer.pages)
    for page in added.pages:
        writer.add_page(page)
    _join_structure(writer, added, first)
    out = io.BytesIO()
    writer.write(out)
    sealed = out.getvalue()
    if not sealed.startswith(signed):
        raise AssertionError("The signed bytes were rebuilt.")
    return sealed


def _join_structure(writer, added, first):
    """Hang the tags of the added pages under the document's own root of tags.

    Each page finds its tags by a number in the parent tree: those of the added pages
    are shifted past the document's.
    """
    tree = writer.root_object[TREE].get_object()
    added_tree = added.root_object[TREE].get_object()
    top = added_tree["/K"].get_object()[0]
    top.get_object()[NameObject("/P")] = NullObject()  # else its whole old tree comes along
    part = top.clone(writer)
    document = tree["/K"].get_object()[0]
    part.get_object()[NameObject("/S")] = NameObject("/Part")
    part.get_object()[NameObject("/P")] = document
    document.get_object()["/K"].append(part)

    shift = int(tree["/ParentTreeNextKey"])
    numbers = tree["/ParentTree"].get_object()["/Nums"].get_object()
    added_numbers = added_tree["/ParentTree"].get_object()["/Nums"].get_object()
    for key, tags in zip(added_numbers[::2], added_numbers[1::2], strict=True):
        numbers.append(NumberObject(int(key) + shift))
        numbers.append(tags.clone(writer))
    for offset, page in enumerate(added.pages):
        key = NumberObject(int(page["/StructParents"]) + shift)
        writer.pages[first + offset][NameObject("/StructParents")] = key
    following = shift + int(added_tree["/ParentTreeNextKey"])
    tree[NameObject("/ParentTreeNextKey")] = NumberObject(following)
