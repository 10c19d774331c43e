"""What a cell of the entry sheet lets a person type: drop-downs, number limits, and the sentence when it does not fit."""

from django.utils.translation import gettext as _
from openpyxl.worksheet.datavalidation import DataValidation

from ..engine.rules import MOST_COUNTED, shorten
from . import layout
from .cells import LONGEST_REASON

LONGEST_PROMPT, LONGEST_ERROR = 254, 224  # an office program takes a file with longer ones for damaged


def limit(column, cells):
    """The DataValidation of a column of layout.columns. cells: its data cells, such as D2:D102."""
    told = KINDS[column.rule.kind](column.rule, cells) if column.rule else _reason()
    validation = DataValidation(
        allow_blank=True,
        errorStyle="stop",
        showErrorMessage=True,
        errorTitle=_("填得不对"),
        sqref=cells,
        **told,
    )
    validation.error = shorten(validation.error, LONGEST_ERROR)
    if column.rule and column.rule.reading:
        validation.promptTitle, validation.prompt = (
            column.rule.code,
            shorten(column.rule.reading, LONGEST_PROMPT),
        )
        validation.showInputMessage = True
    return validation


def _fixed(rule, cells):
    choices = (layout.YES, layout.NO)
    return _list(rule, choices, _("“%(text)s”存在填 是，不存在填 否。") % {"text": rule.text})


def _range(rule, cells):
    choices = (0, *range(rule.min, rule.max + 1))
    return _list(rule, choices, _("没有发现填 0，发现的填扣几分，不设半分。"))


def _award(rule, cells):
    return _list(rule, range(rule.max + 1), _("不加分填 0，加分的填加几分，不设半分。"))


def _count(rule, cells):
    return _whole(rule, MOST_COUNTED if rule.max_count is None else rule.max_count)


def _shortfall(rule, cells):
    return _whole(rule, MOST_COUNTED)


def _step_below(rule, cells):
    """A number from 0 to 100, but none up to 1: 1 could be 1% or 100%. A text that ends with % says which."""
    cell = cells.partition(":")[0]
    number = f"AND(OR({cell}=0,{cell}>1),{cell}>=0,{cell}<=100,ROUND({cell},2)={cell})"
    return {
        "type": "custom",
        "formula1": f'IF(ISNUMBER({cell}),{number},RIGHT({cell},1)="%")',
        "error": _(
            "%(code)s 填 0 到 100 的数，最多两位小数。请直接写 95，不写 95%% 或 0.95；1%% 及以下的先打一个单引号，写成 '0.5%%。"
        )
        % {"code": rule.code},
    }


def _list(rule, choices, sentence):
    said = [str(choice) for choice in choices]
    allowed = _("%(code)s 只能填 %(choices)s。") % {"code": rule.code, "choices": "、".join(said)}
    return {"type": "list", "formula1": f'"{",".join(said)}"', "error": allowed + sentence}


def _whole(rule, most):
    error = _("%(code)s 只能填 0 到 %(most)s 的整数（%(allowed)s）。") % {
        "code": rule.code,
        "most": most,
        "allowed": layout.allowed(rule),
    }
    return {"type": "whole", "operator": "between", "formula1": "0", "formula2": str(most), "error": error}


def _reason():
    return {
        "type": "textLength",
        "operator": "lessThanOrEqual",
        "formula1": str(LONGEST_REASON),
        "error": _("理由、备注最多 %(most)s 字。") % {"most": LONGEST_REASON},
    }


KINDS = {
    "fixed": _fixed,
    "range": _range,
    "count": _count,
    "step_below": _step_below,
    "shortfall": _shortfall,
    "award": _award,
}
