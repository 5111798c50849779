from django.test import Client


def signed_in(actor):
    """A browser of this person."""
    client = Client()
    client.force_login(actor.user)
    return client
