"""Rows of another tenant that tell of its relations with companies."""

import datetime as dt

from documents.models import StoredFile
from partnerships.models import (
    Interaction,
    Partnership,
    PartnershipDocument,
    Portfolio,
    SavedFilter,
    SheetImport,
)
from tests.accounts.factories import UserFactory
from tests.directory.factories import SchoolFactory


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

    return {
        Interaction: lambda marker: Interaction.objects.create(
            company=host(), school=SchoolFactory(), text=marker
        ),
        Partnership: partnership,
        PartnershipDocument: lambda marker: PartnershipDocument.objects.create(
            partnership=partnership(marker),
            file=StoredFile.objects.keep(b"essai", name="essai.pdf", mimetype="application/pdf"),
            title=marker,
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
