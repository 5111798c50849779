"""The running order, computed outside of the web process (`directory.solving`)."""

from dataclasses import asdict

from directory.solving import answer_of
from events.order_values import Order

# Sixty teams before four panels take about a second.
SECONDS = 8.0
FAILED = "Le calcul n’a pas abouti. Placez les équipes à la main, ou réessayez dans un instant."


def solve(problem, seconds=SECONDS):
    """The `Order` of a problem. Raises Refused when the solver fails or takes too long."""
    answer = answer_of("events.order_worker", asdict(problem), FAILED, seconds)
    passages = {team: tuple(place) for team, place in answer["passages"]}
    return Order(passages, answer["gap"], answer["seconds"])
