"""Sign-in by ProConnect, the identity service of the State (OpenID Connect).

`provider` speaks to it, `tokens` checks what it signed, `flow` runs one sign-in from the button
to the proof, `workflow` says whose account that is (docs/decisions/0010-proconnect.md).
"""
