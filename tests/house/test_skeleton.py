import pytest
from django.core.cache import cache
from django.urls import resolve


@pytest.mark.every_postgres
@pytest.mark.django_db
def test_the_default_cache_has_its_table():
    cache.set("clé", "valeur")

    assert cache.get("clé") == "valeur"


def test_the_admin_is_mounted():
    assert resolve("/admin/").app_name == "admin"
