"""What the three parties do to sign: the link of one mail, the code of another."""

from tests.browser.actors.pages import fill, press, told


def sign(page, mailbox, address, reference):
    """Sign the contract of this number by the personal link that was mailed to the address."""
    page.goto(mailbox.morning(address, "À signer", reference).link)
    mailbox.skip(address, "Votre code")
    press(page, "Recevoir mon code")
    fill(page, **{"signer-code": mailbox.next(address, "Votre code").code})
    press(page, "Signer")
    told(page, "Vous avez signé le")
