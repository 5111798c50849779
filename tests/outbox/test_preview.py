"""What an act would send is read before, and nothing of it is kept."""

import pytest

from directory.violations import Refused
from outbox import preview
from outbox.models import Mail, Notice
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject

pytestmark = pytest.mark.django_db


def test_the_mails_of_an_act_that_is_not_done():
    subject = a_subject()

    def act():
        for occasion in ("one", "two"):
            notify("test.plain", subject, CAMILLE, occasion=occasion)
        notify("test.plain", None, CAMILLE)

    (mail,) = preview.dry_run(act, about=subject)

    assert mail.subject and mail.paragraphs
    assert not Notice.objects.exists() and not Mail.objects.exists()


def test_what_is_refused_is_refused_before():
    def act():
        raise Refused("Non.")

    with pytest.raises(Refused, match="Non"):
        preview.dry_run(act, about=a_subject())
    assert preview._written.get() is None
