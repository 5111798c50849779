"""The addresses of contracts; `partnerships.urls` includes them."""

from django.urls import path

from partnerships.views import (
    consultations,
    contract_corrections,
    contract_dates,
    contract_links,
    contracts,
    history,
)

CONTRACT = "immersions/conventions/<int:pk>"

urlpatterns = [
    path("immersions/conventions/", contracts.contract_list, name="contracts"),
    path(f"{CONTRACT}/", contracts.contract_page, name="contract"),
    path(f"{CONTRACT}/historique/", history.CONTRACT, name="contract_history"),
    path(f"{CONTRACT}/apercu.pdf", contracts.preview, name="contract_preview"),
    path(f"{CONTRACT}/etablissement/", contracts.SchoolPart.as_view(), name="contract_school"),
    path(f"{CONTRACT}/entreprise/", contracts.CompanyPart.as_view(), name="contract_company"),
    path(f"{CONTRACT}/programme/", contracts.Programme.as_view(), name="contract_programme"),
    path(f"{CONTRACT}/dates/", contract_dates.choose, name="contract_dates"),
    path(f"{CONTRACT}/effectifs/", contracts.Numbers.as_view(), name="contract_numbers"),
    path(f"{CONTRACT}/financement/", contracts.Funding.as_view(), name="contract_funding"),
    path(f"{CONTRACT}/lien-entreprise/", contracts.ask_company, name="contract_ask"),
    path(f"{CONTRACT}/correction/", contract_corrections.send_back, name="contract_send_back"),
    path(f"{CONTRACT}/nature/", contracts.follow_host, name="contract_kind"),
    path(f"{CONTRACT}/signature/", contracts.send, name="contract_send"),
    path("immersions/branche/<int:pk>/", consultations.consultation, name="consultation"),
    path(
        "lien/completer/<str:token>/",
        contract_links.CompletePart.as_view(),
        name="link_complete",
    ),
    path(
        "lien/completer/<str:token>/document.pdf",
        contract_links.CompleteCopy.as_view(),
        name="link_complete_copy",
    ),
    path(
        "lien/completer/<str:token>/correction/",
        contract_corrections.SendBackByLink.as_view(),
        name="link_send_back",
    ),
    path("lien/branche/<str:token>/", contract_links.BranchVoice.as_view(), name="link_branch"),
]
