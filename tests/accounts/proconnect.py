"""Going through ProConnect in a test: the portal's client on one side, HTTP on the other."""

from urllib.parse import urlsplit

import requests
from django.contrib.auth import get_user


def path_of(url):
    """The path and query, for Django's client."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def agree(address):
    """Follow the address of ProConnect; where it sends the person back."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def go_through(client, start="/connexion/proconnect/"):
    """The button, ProConnect, the way back: the portal's answer."""
    return client.get(agree(client.get(start).url))


def signed_in(client):
    return get_user(client).is_authenticated


def refused(client, answer, words):
    text = answer.content.decode()
    assert words in text and "Recevoir un code par courriel" in text
    assert not signed_in(client) and "proconnect_started" not in client.session
    return answer.status_code
