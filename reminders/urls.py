from django.urls import path

from reminders import inbox, views, views_choices

INBOX = "developpement/courriels/"

urlpatterns = [
    path("rappels/", views.rules, name="reminder_rules"),
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
