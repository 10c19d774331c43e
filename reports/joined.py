"""Which departments of the district joined its 初评 (五(三)): the counterparts of the city's seven, and others in words."""

from django.utils.translation import gettext as _


def counterpart(department):
    """What the district's own department is called here, whatever its bureau is named: 发改, 市场监管."""
    return department.short_name.removeprefix("市").removesuffix("局").removesuffix("委")


def joined_of(submission):
    """What a receipt keeps: the counterparts' names in the order of the seven, and the others as written."""
    return {
        "departments": [counterpart(each) for each in submission.joined.order_by("order")],
        "others": submission.joined_others,
    }


def joined_in_words(joined):
    """发改、公安；其他：文明办. Empty where nobody is named; None where the receipt is older than the question."""
    if joined is None:
        return None
    others = [_("其他：%(names)s") % {"names": joined["others"]}] if joined["others"] else []
    return "；".join([*(["、".join(joined["departments"])] if joined["departments"] else []), *others])
