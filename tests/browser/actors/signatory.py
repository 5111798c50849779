"""What the parties do to sign: the link of one mail, the code of another."""

from tests.browser.actors.pages import fill, press, told


def sign(page, mailbox, address, reference, by="Recevoir mon code"):
    """Sign the document of this number by the personal link that was mailed to the address;
    `by` is the button that asks for the code, where a telephone is known too."""
    page.goto(mailbox.morning(address, "À signer", reference).link)
    mailbox.skip(address, "Votre code")
    press(page, by)
    fill(page, **{"signer-code": mailbox.next(address, "Votre code").code})
    press(page, "Signer")
    told(page, "Vous avez signé le")
