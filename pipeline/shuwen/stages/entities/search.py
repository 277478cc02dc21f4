"""Many names searched for at once, in time linear in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

# A text that holds more is a list of names; each of them stands there by itself.
_MOST = 1000


def either(names: Iterable[str]) -> str:
    """A group that matches the longest of `names`; what they begin with is shared: (?:人(?:保|民(?:银行)?)).

    It is several times as fast as a plain alternation.
    """
    tails: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        tails[name[:1]].append(name[1:])
    branches = []
    for head, rest in tails.items():
        longer = [tail for tail in rest if tail]
        may_end = "?" if len(longer) < len(rest) else ""
        branches.append(re.escape(head) + (either(longer) + may_end if longer else ""))
    return f"(?:{'|'.join(branches)})"


def standing(text: str, heads: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where each of the first thousand `heads` stands in `text`, and which."""
    for head in islice(heads, _MOST):
        at = text.find(head)
        while at >= 0:
            yield at, head
            at = text.find(head, at + 1)
