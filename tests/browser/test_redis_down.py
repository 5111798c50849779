"""Redis stopped: everybody signs in, the teacher books, and the mail leaves at the tick."""

import pytest

from accounts.demo import DEMO_ACCOUNTS
from tests.browser.actors import teacher
from tests.browser.actors.pages import told
from tests.browser.mailbox import Mailbox
from tests.outbox.valkey import Valkey

OFFER = "Comment construit-on un tramway ?"
CLASS = "4e Redis"
HEAD = "principal@demo.example"


# A drill: that everybody signs in is in tests/access/test_without_redis.py.
@pytest.mark.long
def test_redis_down(walker, portal, tmp_path):
    mailbox, broker = Mailbox(portal), Valkey(tmp_path)
    broker.kill()
    with portal.another(REDIS_URL=broker.url).serving() as alone:
        person = walker(base_url=alone.url)
        for account in sorted(DEMO_ACCOUNTS, key=lambda one: one.name == "enseignante"):
            person.context.clear_cookies()
            person.login(account.name)
        teacher.find(person.page, OFFER)
        teacher.describe_new_class(person.page, CLASS, slot=-1, girls=12, boys=12, adults=2)
        teacher.send(person.page)
        told(person.page, "La demande est prête")
    assert mailbox.about(HEAD, "Visa demandé", CLASS) == []
    portal.manage("send_outbox", "--waiting")
    assert len(mailbox.about(HEAD, "Visa demandé", CLASS)) == 1
