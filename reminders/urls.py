from django.urls import path

from reminders import inbox, views, views_choices, views_delivery, views_simulation, webhook

INBOX = "developpement/courriels/"

urlpatterns = [
    path("rappels/", views.rules, name="reminder_rules"),
    path("rappels/simulation/", views_simulation.simulation, name="reminder_simulation"),
    path("rappels/simulation/fichier/", views_simulation.download, name="reminder_simulation_file"),
    path("rappels/<int:pk>/historique/", views.HISTORY, name="reminder_rule_history"),
    path("rappels/<str:code>/", views.rule, name="reminder_rule"),
    path("rappels/<str:code>/<slug:event>/", views.rule_act, name="reminder_rule_act"),
    path("courriels/en-echec/", views_delivery.DeadMails.as_view(), name="dead_mails"),
    path("courriels/adresses/", views_delivery.barred_addresses, name="barred_addresses"),
    path("courriels/adresses/ecarter/", views_delivery.bar_address, name="bar_address"),
    path(
        "courriels/adresses/<int:pk>/retablir/",
        views_delivery.RestoreAddress.as_view(),
        name="restore_address",
    ),
    path(
        "courriels/adresses/<int:pk>/renvoyer/",
        views_delivery.send_to_corrected,
        name="send_to_corrected",
    ),
    path("courriels/suites/", webhook.Webhook.as_view(), name="mail_webhook"),
    path("mon-compte/courriels/", views_choices.MyChoices.as_view(), name="mail_choices"),
    path(
        "courriels/<str:token>/", views_choices.LinkChoices.as_view(), name="mail_choices_by_link"
    ),
    path("courriels/<str:token>/arreter/", views_choices.OneClick.as_view(), name="mail_stop"),
    path(INBOX, inbox.mails, name="inbox"),
    path(f"{INBOX}envoyer/", inbox.send_waiting, name="inbox_send"),
    path(f"{INBOX}<str:name>/", inbox.mail, name="inbox_mail"),
    path(f"{INBOX}<str:name>/html/", inbox.html, name="inbox_html"),
    path(f"{INBOX}<str:name>/source/", inbox.source, name="inbox_source"),
    path(f"{INBOX}<str:name>/piece/<int:number>/", inbox.attachment, name="inbox_attachment"),
]
