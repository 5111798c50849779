from django.urls import path

from documents.views.answers import AnswerByAccount, AnswerByLink
from documents.views.archive import OpenArchive
from documents.views.batch import BatchSigning
from documents.views.rounds import Ceremony, RoundCopy, RoundPage, RoundScan
from documents.views.signing import SendBack, SigningCopy, SigningPage, SigningScan
from documents.views.verify import VerifyPage

app_name = "documents"
urlpatterns = [
    path("verifier/", VerifyPage.as_view(), name="verify"),
    path("lien/signer/<str:token>/", SigningPage.as_view(), name="sign"),
    path("lien/signer/<str:token>/correction/", SendBack.as_view(), name="sign_send_back"),
    path("lien/signer/<str:token>/document.pdf", SigningCopy.as_view(), name="sign_copy"),
    path("lien/signer/<str:token>/papier/<int:pk>/", SigningScan.as_view(), name="sign_scan"),
    path("lien/evaluer/<str:token>/", AnswerByLink.as_view(), name="answer_by_link"),
    path("documents/archive/", OpenArchive.as_view(), name="archive"),
    path("documents/signer/", BatchSigning.as_view(), name="batch"),
    path("documents/tours/<int:pk>/", RoundPage.as_view(), name="round"),
    path("documents/tours/<int:pk>/document.pdf", RoundCopy.as_view(), name="round_copy"),
    path(
        "documents/tours/<int:pk>/papier/<int:signatory>/", RoundScan.as_view(), name="round_scan"
    ),
    path("documents/tours/<int:pk>/ceremonie/", Ceremony.as_view(), name="ceremony"),
    path("documents/questionnaires/<int:pk>/", AnswerByAccount.as_view(), name="questionnaire"),
]
