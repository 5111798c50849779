"""The second factor: who must have one, what proves it, the pages where it is set up.

allauth.mfa keeps the secrets and runs the ceremonies; this package says when they are asked
(docs/decisions/0009-second-factor.md).
"""
