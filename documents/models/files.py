"""Files whose bytes matter: kept in the database under their own SHA-256.

Why in PostgreSQL: docs/decisions/0004-sealed-files-in-postgresql.md.
"""

import hashlib

import pgtrigger
from django.db import models


class StoredFileQuerySet(models.QuerySet):
    def without_content(self):
        return self.defer("content")

    def keep(self, content, *, name, mimetype):
        """The stored file of these bytes, created at most once per SHA-256.

        Bytes already known keep the name that they were first stored under.
        """
        digest = hashlib.sha256(content).hexdigest()
        stored, _ = self.get_or_create(
            sha256=digest,
            defaults={
                "content": content,
                "size": len(content),
                "name": name[:150],
                "mimetype": mimetype,
            },
        )
        return stored


class StoredFile(models.Model):
    """Bytes that never change. Rows point to it with PROTECT.

    The database itself recomputes the hash, and a trigger refuses any update but that of
    `documents.archive`, which encrypts them and years later destroys them (DOMAIN §8).
    """

    sha256 = models.CharField("empreinte SHA-256", max_length=64, unique=True)
    content = models.BinaryField("contenu", null=True)
    archived = models.BinaryField("contenu archivé", null=True, editable=False)
    archived_at = models.DateTimeField("archivé le", null=True, editable=False)
    destroyed_at = models.DateTimeField("détruit le", null=True, editable=False)
    size = models.PositiveIntegerField("taille en octets")
    mimetype = models.CharField("type", max_length=100)
    name = models.CharField("nom de fichier", max_length=150)
    created_at = models.DateTimeField("enregistré le", auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier conservé"
        verbose_name_plural = "fichiers conservés"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="storedfile_hash_is_true",
                condition=models.Q(content__isnull=True, archived_at__isnull=False)
                | models.Q(
                    content__isnull=False,
                    archived_at__isnull=True,
                    sha256=models.Func(
                        models.Func(models.F("content"), function="sha256"),
                        models.Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    ),
                    size=models.Func(
                        models.F("content"),
                        function="octet_length",
                        output_field=models.IntegerField(),
                    ),
                ),
                violation_error_message="L’empreinte ne correspond pas au contenu du fichier.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="storedfile_never_changes", operation=pgtrigger.Update),
        ]

    def __str__(self):
        return self.name

    @property
    def is_archived(self):
        """Its bytes are in the closed archive, or were destroyed."""
        return self.archived_at is not None

    @property
    def bytes(self):
        """What is kept. Raises ValueError once it passed to the archive."""
        if self.content is None:
            raise ValueError("archived: see documents.archive")
        return bytes(self.content)
