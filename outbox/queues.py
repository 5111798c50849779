"""The queues of the workers, and what stands in each; no other module names them."""

QUEUES = {
    "default": "tâches courantes",
    "mail": "courriels",
    "documents": "documents",
    "exports": "exports",
}
