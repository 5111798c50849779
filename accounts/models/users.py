"""People who sign in."""

from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from directory.history import tracked
from directory.search import search_field, sort_key_field


class UserQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Oneself, and the people whose role one may see; everybody for an administrator."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        roles = apps.get_model("accounts.RoleAssignment").objects
        people = roles.visible_to(actor).values("user")
        return self.filter(models.Q(pk=actor.user.pk) | models.Q(pk__in=people))


PeopleManager = BaseUserManager.from_queryset(UserQuerySet)


class UserManager(PeopleManager):
    def create_user(self, email, password=None, **fields):
        """A person known by this address, stored in lower case; no password, no password
        sign-in (the code by e-mail remains)."""
        user: Any = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @classmethod
    def normalize_email(cls, email):
        return (email or "").strip().lower()

    def get_by_natural_key(self, email):
        return self.get(email=self.normalize_email(email))


@tracked(exclude=["password", "last_login", "leaves_on", "erased_on"])
class User(AbstractBaseUser):
    """A person who signs in by e-mail address; what they may do comes from their roles.

    Django's groups and permissions are not used: `has_perm` always answers no, and the
    admin asks the actor instead (`accounts.admin_base`).
    """

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=150, blank=True)
    last_name = models.CharField("nom", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField(
        "actif", default=True, help_text="Décochez pour interdire la connexion."
    )
    date_joined = models.DateTimeField("créé le", default=timezone.now, editable=False)
    leaves_on = models.DateField(
        "effacement prévu le",
        null=True,
        blank=True,
        editable=False,
        help_text="Deux ans après la dernière activité ; se connecter suffit à garder le compte.",
    )
    erased_on = models.DateField("effacé le", null=True, blank=True, editable=False)

    sort_key = sort_key_field("last_name", "first_name")
    search = search_field("last_name", "first_name", "email")

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["sort_key", "pk"]
        indexes = [GinIndex(fields=["search"], name="accounts_user_search")]
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="L’adresse doit être en minuscules.",
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name or self.email

    def clean(self):
        super().clean()
        self.email = type(self).objects.normalize_email(self.email)

    # What third-party admin pages ask: nobody gets anything by Django permissions.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm, obj=None):
        return False

    def has_perms(self, perm_list, obj=None):
        return False

    def has_module_perms(self, app_label):
        return False
