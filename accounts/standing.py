"""Where the thing of a personal link stands: what its holder reads on every page of it, also
after the act was done or once the link has expired (R-AG-4)."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Standing:
    """`words` are sentences: where it stands, who is awaited since when. `awaited` and `done`
    list the others' acts, `mine` what the holder did, `call` whom to call: all plain texts.
    `copy` is the address of the holder's copy, while the link opens it."""

    title: str
    words: list[str] = field(default_factory=list)
    awaited: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    mine: list[str] = field(default_factory=list)
    call: list[str] = field(default_factory=list)
    copy: str = ""
