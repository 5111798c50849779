"""What a head of school does: read a request of a class, give the visa."""

from tests.browser.actors.pages import follow, press


def give_visa(page):
    follow(page, "Donner le visa")
    press(page, "Donner le visa")
