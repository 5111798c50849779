"""What allauth.mfa asks of the portal."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings

from accounts.second_factor.rules import vouched
from directory.sealing import Seal

SECRETS = Seal("accounts.second_factor")


class SecondFactorAdapter(DefaultMFAAdapter):
    """French words; seeds are unreadable in the database and its dumps."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Ajoutez d’abord une application ou une clé d’accès.",
        "incorrect_code": "Ce code n’est pas le bon.",
        "unverified_email": "Connectez-vous d’abord une fois par un code reçu par courriel.",
    }

    def get_totp_issuer(self):
        return settings.DSFR_BRAND["service"]

    def encrypt(self, text):
        return SECRETS.seal(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return SECRETS.unseal(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        return "Ma clé d’accès"

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": self.get_totp_issuer()}


class SecondFactorStage(AuthenticateStage):
    """Asked at sign-in of whoever has a second factor, unless the identity provider has just
    asked for two."""

    def _should_handle(self, request):
        if vouched(get_authentication_records(request, self.login.user)):
            return False
        return super()._should_handle(request)
