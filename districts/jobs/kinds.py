"""The kinds of jobs. A job's row names its kind; the app that knows how it is done registers it here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True)
class Outcome:
    """What a piece of work came to: a sentence, perhaps a file under its Chinese name, and what is to stand in the trail with
    it: a function of (name, size and sha256 of the file), called in the transaction in which the job ends."""

    said: str
    file: BinaryIO | None = None
    name: str = ""
    told: Callable[[dict], object] = lambda after: None


@dataclass(frozen=True)
class Kind:
    """work takes a running.Run and gives an Outcome, or raises Refused (or whatever a view would be refused with).

    writes: it changes rows, all in one transaction with the end of its job, so that it is done once or not at all.
    back: what params name -> (address, words) of the page to go on from."""

    work: Callable
    writes: bool = False
    back: Callable[[dict], tuple[str, str] | None] = lambda params: None


KINDS: dict[str, Kind] = {}


def register(name, kind):
    """From now on jobs of this name are done so."""
    KINDS[name] = kind
