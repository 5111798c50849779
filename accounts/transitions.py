"""Tables of transitions: from which state, by what event, to which state, by whom."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from directory.violations import Refused


@dataclass(frozen=True)
class Transition:
    """`who` is a collection of roles, or a function (instance, actor) → bool; `label` is
    the text of its button, an infinitive ("Accepter la demande")."""

    to: str
    who: Callable | Collection
    label: str

    def allows(self, instance, actor):
        if callable(self.who):
            return bool(self.who(instance, actor))
        return actor.role in self.who


class Table:
    """All transitions of a model, {(state, event): Transition}; `field` holds the state."""

    def __init__(self, transitions, field="state"):
        self.transitions = dict(transitions)
        self.field = field

    @property
    def events(self):
        """Every event of the table, in the order of its lines."""
        return list(dict.fromkeys(event for _, event in self.transitions))

    def can(self, instance, event, actor):
        """Whether the actor may do this to the instance in its present state."""
        found = self.transitions.get((getattr(instance, self.field), event))
        return found is not None and found.allows(instance, actor)

    def events_for(self, instance, actor):
        """[(event, label)] of what the actor may do now: the buttons of a page."""
        state = getattr(instance, self.field)
        return [
            (event, found.label)
            for (start, event), found in self.transitions.items()
            if start == state and found.allows(instance, actor)
        ]

    def apply(self, instance, event, actor):
        """Put the instance (locked by the caller, saved by the caller) in its new state.

        Returns the new state. Raises Refused when the state has no such event or the
        actor may not do it.
        """
        state = getattr(instance, self.field)
        found = self.transitions.get((state, event))
        if found is None:
            shown = getattr(instance, f"get_{self.field}_display", lambda: state)()
            raise Refused(f"Cette action n’est plus possible : l’état est « {shown} ».")
        if not found.allows(instance, actor):
            raise Refused("Cette action ne vous est pas ouverte.")
        setattr(instance, self.field, found.to)
        return found.to
