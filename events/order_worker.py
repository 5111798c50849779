"""The process that proposes one running order: JSON in, JSON on the last line out."""

import json
import sys

from events.order_solver import propose
from events.order_values import Entrant, Hours, Kept, OrderProblem


def main():
    given = json.load(sys.stdin)
    problem = OrderProblem(
        Hours(**given["hours"]),
        [_entrant(row) for row in given["entrants"]],
        [Kept(**row) for row in given["kept"]],
        given["apart"],
        given["shared"],
        given["seed"],
    )
    found = propose(problem, given["seconds"])
    answer = {
        "passages": list(found.passages.items()), "gap": found.gap, "seconds": found.seconds,
    }  # fmt: skip
    print(json.dumps(answer))


def _entrant(row):
    """Keys of a JSON object are texts."""
    recused = {int(key): count for key, count in row["recused"].items()}
    return Entrant(**row | {"panels": tuple(row["panels"]), "recused": recused})


if __name__ == "__main__":
    main()
