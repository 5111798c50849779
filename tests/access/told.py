"""What a mail can be about: the page that shows what was sent about it, and to whom it does."""

# The model → (a demo account, the page of `row`); `home` is that of what it hangs on.
SHOWN = {
    "accounts.Delegation": ("admin", "/admin/accounts/delegation/{row.pk}/change/"),
    "accounts.PersonalLink": ("admin", "/admin/accounts/personallink/{row.pk}/change/"),
    "accounts.RoleAssignment": ("admin", "/admin/accounts/roleassignment/{row.pk}/change/"),
    "accounts.User": ("admin", "/admin/accounts/user/{row.pk}/change/"),
    "clee.Action": ("clee", "/clee/actions/{row.pk}/"),
    "clee.Committee": ("clee", "/clee/{row.pk}/tenir/"),
    "clee.CycleStep": ("clee", "/clee/{row.committee_id}/calendrier/"),
    "clee.Decision": ("clee", "/clee/reunions/{row.meeting_id}/"),
    "clee.Enquiry": ("ipe", "/clee/demandes/{row.pk}/"),
    "clee.Invitation": ("clee", "/clee/reunions/{row.meeting_id}/"),
    "clee.Mandate": ("clee", "/clee/{row.committee_id}/tenir/"),
    "clee.Member": ("clee", "/clee/{row.committee_id}/tenir/"),
    "clee.News": ("ipe", "/actualites/{row.pk}/"),
    "clee.Review": ("clee", "/clee/bilans/{row.pk}/"),
    "directory.ClassGroup": ("rbde", "/stages/classes/{row.pk}/"),
    "directory.Company": ("admin", "/admin/directory/company/{row.pk}/change/"),
    "directory.Contact": ("admin", "/admin/directory/contact/{row.pk}/change/"),
    "documents.QuestionnaireAnswer": ("enseignante", "{home}"),
    "documents.Signatory": ("principal", "/documents/tours/{row.round_id}/"),
    "events.Juror": ("uimm", "/evenements/industrie-cup/jures/{row.pk}/"),
    "events.ProgrammeEntry": ("dsden", "/evenements/programmes/entrees/{row.pk}/"),
    "events.Registration": ("rectorat", "/evenements/inscriptions/{row.pk}/"),
    "events.SessionEntry": ("rectorat", "/evenements/inscriptions/{row.registration_id}/"),
    "events.Team": ("uimm", "/evenements/industrie-cup/equipes/{row.pk}/"),
    "partnerships.Booking": ("enseignante", "/immersions/demandes/{row.pk}/"),
    "partnerships.BranchConsultation": (
        "enseignante",
        "/immersions/conventions/{row.booking.contract.pk}/",
    ),
    "partnerships.BranchMatch": ("uimm", "/immersions/mises-en-relation/{row.pk}/"),
    "partnerships.CompanyCorrection": (
        "admin",
        "/admin/partnerships/companycorrection/{row.pk}/change/",
    ),
    "partnerships.CompanyMerge": ("admin", "/admin/partnerships/companymerge/{row.pk}/change/"),
    "partnerships.Contract": ("enseignante", "/immersions/conventions/{row.pk}/"),
    "partnerships.ContractParty": ("ddfpt", "/immersions/conventions/{row.contract_id}/"),
    "partnerships.DateChange": ("enseignante", "/immersions/demandes/{row.booking_id}/"),
    "partnerships.Offer": ("entreprise", "/immersions/offres/{row.pk}/"),
    "partnerships.Partnership": ("rbde", "/relations/partenariats/{row.pk}/"),
    "partnerships.SchoolRequest": ("enseignante", "/immersions/appels/{row.pk}/"),
    "partnerships.SchoolRequestAnswer": ("enseignante", "/immersions/appels/{row.request_id}/"),
    "partnerships.SlotWaiting": ("enseignante", "/immersions/attente/{row.pk}/"),
    "partnerships.StandIn": ("entreprise", "/accueil/remplacements/"),
    "placements.Agreement": ("enseignante", "/stages/conventions/{row.pk}/"),
    "placements.AgreementNotice": ("enseignante", "/stages/conventions/{row.agreement_id}/"),
    "placements.Campaign": ("rbde", "/stages/classes/{row.class_group_id}/"),
    "placements.DiscoveryTrack": ("ipe", "/stages/parcours/{row.pk}/"),
    "placements.EarlyEnd": ("rbde", "/stages/fiches/{row.placement_id}/"),
    "placements.HostAsk": ("rbde", "/stages/pfmp/demandes/{row.request_id}/"),
    "placements.HostPart": ("enseignante", "/stages/conventions/{row.agreement_id}/"),
    "placements.HostRequest": ("rbde", "/stages/pfmp/demandes/{row.pk}/"),
    "placements.Incident": ("principal", "/stages/fiches/{row.placement_id}/"),
    "placements.OfferReport": ("ipe", "/stages/offres/{row.offer_id}/"),
    "placements.Placement": ("rbde", "/stages/fiches/{row.pk}/"),
    "placements.PlacementApplication": ("enseignante", "/stages/candidatures/{row.pk}/"),
    "placements.PlacementOffer": ("entreprise", "/stages/offres/{row.pk}/"),
    "placements.PlacementProposal": ("enseignante", "/stages/propositions/{row.pk}/"),
    "placements.PlacementWish": (
        "enseignante",
        "/stages/classes/{row.pupil.class_group_id}/voeux/",
    ),
    "placements.PresenceDay": ("rbde", "/stages/fiches/{row.placement_id}/"),
    "placements.Pupil": ("rbde", "/stages/eleves/{row.pk}/"),
    "placements.Stay": ("rbde", "/stages/fiches/{row.placement_id}/"),
    "placements.Visit": ("rbde", "/stages/fiches/{row.placement_id}/"),
    "reports.Export": ("rectorat", "/rapports/exports/{row.pk}/"),
}
# Shown as well, on pages that the demonstration has not.
NOT_TOLD = {
    "accounts.JournalEntry": "/equipe/passer-la-main/{row.pk}/",
    "partnerships.ContractNotice": "/immersions/conventions/{row.contract_id}/",
    "reports.Declaration": "/rapports/declarations/…",
}
# Why nothing is shown.
NOT_SHOWN = {
    "accounts.OneTimeCode": "a code is for who asked it alone",
    "clee.Letter": "who writes is promised that nobody sees the addresses; its page counts people",
    "partnerships.BranchCall": "to each company and school of a branch: contacts that other "
    "organisations recorded (DOMAIN §8)",
    "partnerships.BranchCallHost": "the same call to a past host, whose reply the board shows",
    "partnerships.SchoolRequestCall": "the page names the companies called; the address of their "
    "contact is not the school's (DOMAIN §8)",
}
KNOWN = {*SHOWN, *NOT_TOLD, *NOT_SHOWN}
