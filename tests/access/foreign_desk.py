"""The addresses with a number of the desks of companies and branches."""

from partnerships.models import BranchMatch, ClosedPeriod, SchoolRequest, StandIn

NUMBERS = {
    "accueil/fermetures/": ClosedPeriod,
    "accueil/remplacements/": StandIn,
    "branche/appels/": SchoolRequest,
    "immersions/mises-en-relation/": BranchMatch,
}
