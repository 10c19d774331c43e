"""Which findings need a sentence from a person: where the text leaves a choice (扣1-3分), and where the city finds
something else than the district did."""

from .engine.rubric import Item


def leaves_choice(item: Item) -> bool:
    """Whether a rule of the item leaves the points to a person."""
    return any(rule.kind == "range" for rule in item.rules)


def choices_taken(item, findings):
    """The rules of an item where somebody chose how much to deduct."""
    return [rule for rule in item.rules if rule.kind == "range" and findings.get(rule.code)]


def reason_missing(item, findings, reason):
    return bool(choices_taken(item, findings)) and not reason.strip()


def difference_unexplained(theirs, findings, reason):
    """Whether what the city found of an item so far differs from the district's and nobody says why. theirs: the item of
    the initial sheet, None where there is none beside it."""
    if theirs is None or reason.strip():
        return False
    return any(theirs.findings.get(code) != found for code, found in findings.items())
