"""The sentences that refuse a file which several kinds of file can earn."""

from django.utils.translation import gettext as _

from .book import BadFile


def damaged():
    return BadFile(_("文件已损坏，无法读取，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"))


def has_password():
    return BadFile(_("文件设有打开密码，无法读取。请用 Excel 或 WPS 打开，取消密码后另存为 .xlsx 再导入。"))


def has_macros():
    return BadFile(_("文件含有宏，不能导入。请用 Excel 或 WPS 打开，另存为不含宏的 .xlsx 再导入。"))


def has_links():
    return BadFile(
        _(
            "文件引用了别的文件（外部链接），不能导入。"
            "请用 Excel 或 WPS 打开，在“数据”中断开链接，另存为 .xlsx 再导入。"
        )
    )


def is_something_else():
    return BadFile(_("文件不是 .xlsx、.xls、.ods 或 CSV 表格，请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
