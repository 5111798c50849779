"""Files leave by `accounts.downloads` alone, which tells the journal who took what."""

import ast

from tests.house.source import FLOORS, files, name

DOOR = "accounts/downloads.py"
WAYS_OUT = ("FileResponse", "StreamingHttpResponse", "Content-Disposition")


def ways_out(text):
    """The names and texts of a module that make an answer a file."""
    if not any(way in text for way in WAYS_OUT):
        return set()
    tree = ast.parse(text)
    names = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]
    names += [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return {way for way in WAYS_OUT if way in names or way in texts}


def test_every_file_leaves_by_one_door():
    found = {
        name(path): ways
        for path in files(".py")
        if name(path).split("/")[0] in FLOORS and (ways := ways_out(path.read_text()))
    }

    assert found.keys() == {DOOR}


def test_the_control_sees_a_side_door():
    assert ways_out("response['Content-Disposition'] = 'attachment'")
    assert ways_out("http.FileResponse(open('a'))")


# What is not told, and why.
UNTOLD = {
    "accounts/lists_out.py": "a worker's file is told when asked for and when taken",
    "clee/views/resources.py": "counted, so that nobody who takes a resource is followed",
    "clee/views/news.py": "the picture of a page that everybody reads",
    "events/views/events.py": "a calendar that everybody reads, and programs ask for every hour",
    "events/views/order.py": "a published order that everybody reads",
    "events/views/registrations.py": "the person's own ticket, calendar and certificate",
    "events/views/juror_links.py": "a support that a juror opens again and again on the day",
    "events/views/programmes.py": "a calendar that everybody reads; the export is told",
    "documents/admin_templates.py": "a specimen of a text, with invented people",
    "partnerships/views/feeds.py": "a calendar that programs ask for every hour",
    "portal/views/letters.py": "told by `letters.prepare`, which makes the code",
    "partnerships/views/lists.py": "told by `lists.take`, in the transaction that counts it",
    "reports/views/open_data.py": "anonymous figures that everybody may take",
    "reminders/inbox.py": "the inbox of development",
}


def test_every_file_that_is_not_told_says_why():
    found = {name(path) for path in files(".py") if "UNTOLD" in path.read_text()}
    ours = {path for path in found if path.split("/")[0] in FLOORS}

    assert ours == {DOOR, *UNTOLD}
