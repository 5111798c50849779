"""Rows of another tenant that tell of its relations with companies."""

import datetime as dt

from documents.models import SheetImport, StoredFile
from partnerships.models import (
    BranchCall,
    ClosedPeriod,
    Interaction,
    Partnership,
    PartnershipDocument,
    PartnershipSignatory,
    Portfolio,
    SavedFilter,
    StandIn,
)
from tests.accounts.factories import UserFactory
from tests.directory.factories import (
    BranchOrganisationFactory,
    SchoolFactory,
    SchoolYearFactory,
)


def relations(host):
    """{model: function of the marker}; `host` gives the company that everybody opens."""

    def partnership(marker):
        return Partnership.objects.create(
            company=host(),
            school=SchoolFactory(),
            kind="tax",
            title=marker,
            starts_on=dt.date(2026, 9, 1),
            owner=UserFactory(last_name=marker),
        )

    return of_desks(host) | {
        Interaction: lambda marker: Interaction.objects.create(
            company=host(), school=SchoolFactory(), text=marker
        ),
        Partnership: partnership,
        PartnershipDocument: lambda marker: PartnershipDocument.objects.create(
            partnership=partnership(marker),
            file=StoredFile.objects.keep(b"essai", name="essai.pdf", mimetype="application/pdf"),
            title=marker,
        ),
        PartnershipSignatory: lambda marker: PartnershipSignatory.objects.create(
            partnership=partnership(marker), function="partner", name=marker
        ),
        Portfolio: lambda marker: Portfolio.objects.create(
            company=host(),
            school=SchoolFactory(),
            owner=UserFactory(first_name=marker, last_name=marker),
        ),
        SavedFilter: lambda marker: SavedFilter.objects.create(
            user=UserFactory(), model="directory.Company", name=marker, query=marker
        ),
        SheetImport: lambda marker: SheetImport.objects.create(
            owner=UserFactory(), file_name=marker, sealed=b"essai"
        ),
    }


def of_desks(host):
    """{model: function of the marker}: what a host says of its own days, what a branch asks."""
    days = {"starts_on": dt.date(2027, 1, 4), "ends_on": dt.date(2027, 1, 8)}
    return {
        BranchCall: lambda marker: BranchCall.objects.create(
            branch=BranchOrganisationFactory(),
            school_year=SchoolYearFactory(),
            sent_on=dt.date(2026, 9, 1),
            offers_until=dt.date(2026, 10, 1),
            requests_until=dt.date(2026, 11, 1),
            words=marker,
            called_by=UserFactory(),
        ),
        ClosedPeriod: lambda marker: ClosedPeriod.objects.create(
            company=host(), reason=marker, **days
        ),
        StandIn: lambda marker: StandIn.objects.create(
            company=host(),
            email=f"{marker}@essai.example",
            stand_in_email=f"{marker}2@essai.example",
            stand_in_name=marker,
            **days,
        ),
    }


NUMBERS = {
    "relations/echanges/": Interaction,
    "relations/filtres/": SavedFilter,
    "clee/importer/": SheetImport,
    "relations/importer/": SheetImport,
    "relations/partenariats/": Partnership,
}
