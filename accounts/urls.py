"""Sign-in and account pages. allauth's own names, French addresses, no sign-up."""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from accounts import (
    past_roles_views,
    views,
    views_decisions,
    views_letters,
    views_roles,
    views_schools,
)
from accounts.access import public
from accounts.second_factor.confirmation import confirmed

urlpatterns = [
    path("", include("accounts.second_factor.urls")),
    path("", include("accounts.proconnect.urls")),
    path("connexion/", public(allauth_views.login), name="account_login"),
    path(
        "connexion/code/",
        public(allauth_views.request_login_code),
        name="account_request_login_code",
    ),
    path(
        "connexion/code/verifier/",
        public(allauth_views.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path(
        "connexion/mot-de-passe-oublie/",
        public(allauth_views.password_reset),
        name="account_reset_password",
    ),
    path(
        "connexion/mot-de-passe-oublie/envoye/",
        public(allauth_views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "connexion/nouveau-mot-de-passe/termine/",
        public(allauth_views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^connexion/nouveau-mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(allauth_views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "connexion/compte-inactif/",
        public(allauth_views.account_inactive),
        name="account_inactive",
    ),
    path(
        "connexion/lien/<str:uid>/<str:token>/",
        views.SignInLink.as_view(),
        name="account_signin_link",
    ),
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/nom/", views.identity, name="account_identity"),
    path("mon-compte/sessions/", views.end_sessions, name="account_end_sessions"),
    path("mon-compte/sessions/toutes/", views.sign_out_everywhere, name="account_end_all"),
    path("mon-compte/sessions/<int:pk>/", views.end_session, name="account_end_session"),
    path("mon-compte/mot-de-passe/", allauth_views.password_change, name="account_change_password"),
    path(
        "mon-compte/mot-de-passe/choisir/",
        confirmed(allauth_views.password_set),
        name="account_set_password",
    ),
    path("role/", views.switch_role, name="role"),
    path("equipe/", views_roles.team, name="team"),
    path("equipe/inviter/", views_roles.Invite.as_view(), name="invite"),
    path("equipe/delegations/", views_roles.Delegations.as_view(), name="delegations"),
    path(
        "equipe/delegations/<int:pk>/retirer/",
        views_roles.take_back,
        name="delegation_take_back",
    ),
    path("equipe/reglages/", views_schools.school_settings, name="school_settings"),
    path(
        "equipe/reglages/<int:pk>/",
        views_schools.SchoolSettings.as_view(),
        name="school_settings_of",
    ),
    path("roles/a-valider/", views_decisions.ToValidate.as_view(), name="roles_to_validate"),
    path("roles/suivi/", views_roles.follow_up, name="roles_follow_up"),
    path("roles/<int:pk>/clore/", views_roles.EndRole.as_view(), name="role_end"),
    path("mon-compte/roles/<int:pk>/code/", views_letters.LetterCode.as_view(), name="role_code"),
    path("lien/direction/<str:token>/", views_roles.HeadLink.as_view(), name="link-direction"),
    path("roles/a-une-date/", past_roles_views.past_roles, name="past_roles"),
]
