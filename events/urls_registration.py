"""The addresses of registrations to events."""

from django.urls import path

from events.views import check_in, gifts, registration_desk, registrations

EVENT = "evenements/<int:pk>/inscriptions/"
MINE = "evenements/inscriptions/"

urlpatterns = [
    path("evenements/<int:pk>/inscription/", registrations.Register.as_view(), name="register"),
    path(MINE, registrations.mine, name="own_registrations"),
    path(f"{MINE}retrouver/", registrations.FindLinks.as_view(), name="find_registrations"),
    path(f"{MINE}<int:pk>/", registrations.OwnRegistration.as_view(), name="registration"),
    path(f"{MINE}<int:pk>/transmettre/", gifts.Give.as_view(), name="give_place"),
    path(
        "lien/inscription/<str:token>/transmettre/",
        gifts.GiveByLink.as_view(),
        name="link_give_place",
    ),
    path("lien/transmission/<str:token>/", gifts.Take.as_view(), name="link_take_place"),
    path(
        f"{MINE}<int:pk>/<slug:what>/",
        registrations.OwnRegistrationFile.as_view(),
        name="registration_file",
    ),
    path(
        "lien/inscription/<str:token>/",
        registrations.RegistrationLink.as_view(),
        name="link_registration",
    ),
    path(
        "lien/inscription/<str:token>/<slug:what>/",
        registrations.RegistrationLinkFile.as_view(),
        name="link_registration_file",
    ),
    path("evenements/<int:pk>/accueil/", check_in.AccountDoor.as_view(), name="door"),
    path("evenements/<int:pk>/accueil/lien/", check_in.open_door, name="open_door"),
    path("evenements/accueil/<str:code>/", check_in.ticket, name="ticket_door"),
    path("lien/accueil/<str:token>/", check_in.LinkDoor.as_view(), name="link_door"),
    path(EVENT, registration_desk.desk, name="registrations"),
    path(f"{EVENT}reglages/", registration_desk.settings, name="registration_settings"),
    path(f"{EVENT}ajouter/", registration_desk.add, name="add_registration"),
    path(f"{EVENT}export/", registration_desk.export, name="export_registrations"),
    path(f"{EVENT}imprimer/<slug:what>/", registration_desk.printed, name="print_registrations"),
    path("evenements/seances/<int:pk>/places/", registration_desk.capacity, name="capacity"),
]
