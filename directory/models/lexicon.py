"""The words by which companies are found, with their one-letter deletions."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, GeneratedField, TextField


class Deletions(Func):
    """The immutable SQL function of the migration: the word, and each word one letter less."""

    function = "word_deletions"
    output_field = ArrayField(TextField())


class Word(models.Model):
    """A word of a company's name or town, folded. The database adds it (trigger
    `directory_company_words`); one that no company uses any more finds nothing."""

    word = models.TextField("mot", primary_key=True, db_collation="C")
    deletions = GeneratedField(
        expression=Deletions(F("word")),
        output_field=ArrayField(TextField()),
        db_persist=True,
        verbose_name="mots à une lettre près",
    )

    class Meta:
        verbose_name = "mot"
        ordering = ["word"]
        indexes = [GinIndex(fields=["deletions"], name="directory_word_deletions")]

    def __str__(self):
        return self.word
