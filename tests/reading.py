"""The two presses of an act whose words leave by mail: read, then sent."""

from outbox.models import Notice


def read_then_send(client, path, data, *words):
    """The answer to the second press; the first showed these words in a mail, and wrote none."""
    before = Notice.objects.count()
    page = client.post(path, data | {"step": "preview"}).content.decode()
    assert "ps-preview" in page and 'value="act"' in page
    assert [one for one in words if one not in page] == []
    assert Notice.objects.count() == before
    again = client.post(path, data | {"step": "edit"}).content.decode()
    assert 'value="preview"' in again and "ps-preview" not in again
    answer = client.post(path, data | {"step": "act"})
    assert Notice.objects.count() > before
    return answer
