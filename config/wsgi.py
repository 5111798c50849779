import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve
from django.views import debug, defaults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# In `make run` too an address that is wrong is answered by the portal's page, in French.
debug.technical_404_response = defaults.page_not_found

application = get_wsgi_application()
# The pages are loaded before the first visitor comes, and stay: a whole collection would go
# through all their objects, once in a dozen pages, and stop every thread meanwhile.
resolve("/")
gc.collect()
gc.freeze()
