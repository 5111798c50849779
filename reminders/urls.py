from django.urls import path

from reminders import inbox, views

INBOX = "developpement/courriels/"

urlpatterns = [
    path("rappels/", views.rules, name="reminder_rules"),
    path(INBOX, inbox.mails, name="inbox"),
    path(f"{INBOX}<str:name>/", inbox.mail, name="inbox_mail"),
    path(f"{INBOX}<str:name>/html/", inbox.html, name="inbox_html"),
    path(f"{INBOX}<str:name>/source/", inbox.source, name="inbox_source"),
    path(f"{INBOX}<str:name>/piece/<int:number>/", inbox.attachment, name="inbox_attachment"),
]
