"""Drawing communities for spot checks by lot. Pure: the same frame, share and seed give the same communities, on any
machine and in any year, so that anybody can draw again and compare."""

import hashlib

from .receipts import canonical
from .workflow import Decision

DRAWABLE = (Decision.PENDING, Decision.RECOGNISED)

STRATA = ("near_flagged", "near", "flagged", "clear")
NEAR = 5  # points above the pass mark that still count as close to it


def stratum_of(*, above, flagged):
    """The stratum of a community: `above` points above the pass mark, `flagged` when something is asked about it."""
    if above <= NEAR:
        return "near_flagged" if flagged else "near"
    return "flagged" if flagged else "clear"


def frame_text(strata):
    """strata: key -> stratum. The frame as it is kept: canonical, in key order."""
    return canonical([[key, strata[key]] for key in sorted(strata)])


def lot(seed, key):
    """The lot of one community: whoever has the lowest ones of a stratum is drawn."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(strata, *, share, seed):
    """strata: key -> stratum; share in percent. Returns the keys drawn, in key order.

    Each stratum gives its share rounded up, so that none that has a community is left out."""
    drawn = []
    for stratum in STRATA:
        keys = [key for key, home in strata.items() if home == stratum]
        count = -(-len(keys) * share // 100)
        drawn += sorted(keys, key=lambda key: lot(seed, key))[:count]
    return sorted(drawn)
