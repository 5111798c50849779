"""The states of a placement: from where, by which act, to where."""

from placements.enums import PlacementState as State

# {act: (states it starts from, state it leads to)}
TRANSITIONS = {
    "ask_signatures": ({State.FOUND, State.UNCOVERED}, State.SIGNING),
    "void": ({State.SIGNING, State.SIGNED}, State.FOUND),
    "sign": ({State.SIGNING, State.FOUND, State.UNCOVERED}, State.SIGNED),
    "leave_uncovered": ({State.FOUND, State.SIGNING}, State.UNCOVERED),
    "finish": ({State.SIGNED}, State.DONE),
    "miss": ({State.SIGNED, State.DONE}, State.MISSED),
    "hold": ({State.MISSED}, State.DONE),
    "resume": ({State.MISSED}, State.SIGNED),
    "cancel": ({State.FOUND, State.SIGNING, State.SIGNED, State.UNCOVERED}, State.CANCELLED),
}
