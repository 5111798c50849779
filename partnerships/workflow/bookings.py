"""The door to the life of a booking: pages and tasks import it, the rooms are beside."""

from partnerships.workflow.answers import accept, confirm, contest, extend, refuse
from partnerships.workflow.elsewhere import Agreement, record
from partnerships.workflow.elsewhere import check as check_agreement
from partnerships.workflow.endings import CANCEL_CHOICES, advance, cancel, expire, finish
from partnerships.workflow.requests import Wish, check, give_visa, refuse_visa, request

__all__ = [
    "CANCEL_CHOICES",
    "Agreement",
    "Wish",
    "accept",
    "advance",
    "cancel",
    "check",
    "check_agreement",
    "confirm",
    "contest",
    "expire",
    "extend",
    "finish",
    "give_visa",
    "record",
    "refuse",
    "refuse_visa",
    "request",
]
