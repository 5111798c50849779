"""Plans and reviews of committees."""

from django.urls import path

from clee.views import reviews

urlpatterns = [
    path("clee/bilans/", reviews.desk, name="reviews_desk"),
    path("clee/bilans/<int:pk>/", reviews.page, name="review"),
    path("clee/bilans/<int:pk>/version/<int:number>/pdf/", reviews.pdf, name="review_pdf"),
    path("clee/bilans/<int:pk>/version/<int:number>/odt/", reviews.odt, name="review_odt"),
    path("clee/bilans/<int:pk>/<slug:event>/", reviews.act, name="review_act"),
    path("clee/<int:pk>/bilans/", reviews.listing, name="reviews"),
    path("clee/<int:pk>/bilans/ouvrir/", reviews.start, name="review_start"),
]
