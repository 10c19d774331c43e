"""How a tab goes."""


def dies(page):
    """The tab is gone at once, as when a telephone throws it away: nothing of it is sent any more. Merely closed, the
    browser would still send what the field somebody stood in is left with."""
    page.evaluate("XMLHttpRequest.prototype.send = () => {}")
    page.close()
