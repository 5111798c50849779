"""The page « Sécurité du compte »."""

from allauth.mfa.base.views import IndexView

from accounts.models import ProConnectIdentity


class SecurityPage(IndexView):
    """What protects the account and what opens it, with the ways to change it."""

    def get_context_data(self, **kwargs):
        identities = ProConnectIdentity.objects.filter(user=self.request.user)
        return super().get_context_data(identities=identities, **kwargs)
