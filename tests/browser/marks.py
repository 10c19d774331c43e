"""Ticking what a person ticks: the box itself is drawn by its label, and a press that is forced on the unseen box may miss it
while the page is still moving."""

from playwright.sync_api import expect


def tick(box):
    """Press the label of a checkbox or a radio button, as a person does, and wait until it is ticked."""
    if not box.is_checked():
        box.locator("xpath=ancestor::label[1]").click()
    expect(box).to_be_checked()
