"""Which kind of chip shows a decision."""

from .models import DecisionChoices, Entry

CHIPS = {
    DecisionChoices.PENDING: "none",
    DecisionChoices.RECOGNISED: "recognised",
    DecisionChoices.DECLINED: "declined",
    DecisionChoices.RETURNED: "returned",
    DecisionChoices.WITHDRAWN: "withdrawn",
}


def chip_of(entry: Entry) -> str:
    return CHIPS[DecisionChoices(entry.decision)]
