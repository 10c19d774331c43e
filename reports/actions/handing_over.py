"""When somebody leaves or is away: what hung on the person goes to a successor, in one transaction."""

from districts.doors import door
from districts.handing_over import hand_over_account

from ..held_work import movable_contacts
from .preparing import save_contact


@door("work_handed_over")
def hand_over(leaver, *, to, leaves, note="", by):
    """The contact (联系人) of the open submissions of `leaver` becomes the successor, under the number that stands there
    until the successor has one, then the account's part
    (districts.handing_over.hand_over_account). Whatever is not held by a person needs no move: sheets, returns, re-scores
    and opinions are their office's. Returns the HandOver; raises Refused."""
    submissions = movable_contacts(leaver)
    for submission in submissions:
        save_contact(submission, name=to.full_name, phone=to.phone or submission.contact_phone, by=by)
    contacts = [str(submission) for submission in submissions]
    return hand_over_account(leaver, to=to, leaves=leaves, note=note, contacts=contacts, by=by)
