"""Writing the trail: who did what to which row, from where, and what it was before and after."""

import secrets

from . import announcing
from .models import Event
from .origin import Origin, begin, current, end

__all__ = ["ACTIONS", "Origin", "begin", "end", "event", "new_request_number", "record", "record_all"]

DONE = Event.Result.DONE
REFUSED = Event.Result.REFUSED

# Every action that may stand in the trail, with the words an auditor reads.
ACTIONS = {
    "sign_in": "登录",
    "sign_in_failed": "登录失败",
    "sign_in_locked": "锁定时登录",
    "account_locked": "锁定用户名",
    "address_locked": "锁定网络地址",
    "password_accepted": "密码通过，待动态口令",
    "sign_out": "退出",
    "sign_out_everywhere": "退出其他设备",
    "session_ended": "自动退出",
    "second_factor_set": "启用动态口令",
    "second_factor_removed": "取消动态口令",
    "password_changed": "修改密码",
    "person_added": "建立账号",
    "person_changed": "修改账号",
    "password_issued": "发放密码",
    "work_handed_over": "移交工作",
    "work_taken_back": "结束移交",
    "communities_loaded": "导入社区名录",
    "site_backed_up": "备份全站数据",
    "community_added": "新增社区",
    "community_changed": "更正社区",
    "community_renamed": "社区更名",
    "community_merged": "社区并入",
    "community_closed": "终止社区",
    "street_renamed": "街道更名",
    "participants_chosen": "确定参与社区",
    "baseline_started": "建立摸底表",
    "year_opened": "开启年度",
    "year_changed": "修改年度日期",
    "target_changed": "修改年度目标",
    "extension_granted": "批准延期",
    "rubric_uploaded": "上传评分标准",
    "rubric_published": "发布评分标准",
    "rubric_adopted": "采用评分标准",
    "adoption_commented": "对采用的标准提意见",
    "item_saved": "保存评分项",
    "items_carried": "沿用评分项",
    "workbook_uploaded": "上传评分工作簿",
    "scores_loaded": "导回评分工作簿",
    "evidence_added": "上传证明材料",
    "evidence_withdrawn": "撤下证明材料",
    "evidence_replaced": "替换证明材料",
    "evidence_confirmed": "确认材料适用",
    "upload_refused": "上传未通过",
    "registry_uploaded": "上传名录文件",
    "file_opened": "查看文件",
    "access_refused": "无权办理",
    "sheets_locked": "锁定评分表",
    "sheet_unlocked": "解锁评分表",
    "contact_saved": "填写联系人",
    "document_added": "上传文件",
    "practice_accepted": "采纳典型做法",
    "acceptance_withdrawn": "撤下典型做法",
    "submission_submitted": "上报",
    "submission_resubmitted": "补正后再次上报",
    "submission_sent_back": "整体退回",
    "submission_concluded": "办结评审",
    "submission_reopened": "重新开启评审",
    "entry_decided": "评审决定",
    "entries_recognised": "批量认定",
    "entries_returned": "批量退回补正",
    "sample_drawn": "抽取抽查样本",
    "rescore_started": "开始复评",
    "items_agreed": "复评与初评一致",
    "item_reopened": "复评项待再看",
    "objection_made": "申述",
    "objection_answered": "答复申述",
    "district_evaluated": "评价区县",
    "notice_opened": "发起公示",
    "notice_withdrawn": "撤回公示",
    "notice_extended": "延长公示",
    "public_objection_recorded": "记录公示异议",
    "public_objection_answered": "答复公示异议",
    "titles_published": "公布称号",
    "publication_corrected": "更正公布文号",
    "title_rechecked": "复查称号",
    "entry_withdrawn": "撤回名单",
    "joined_saved": "填写参加初评的部门",
    "joint_review_changed": "修改会审安排",
    "opinion_given": "提出会审意见",
    "opinions_given": "批量提出会审意见",
    "table_exported": "导出汇总表",
    "draft_taken": "取报告稿",
    "sheet_printed": "打印评分表",
    "list_exported": "导出列表",
    "job_requested": "申请后台任务",
    "workbook_exported": "下载评分工作簿",
    "annexes_loaded": "载入附件数据",
    "demo_loaded": "载入演示数据",
}


def new_request_number():
    """Eight characters a person can read over the telephone, such as 7K2M-04QD."""
    letters = "".join(secrets.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def event(action, *, by, row=None, name="", district=None, before=None, after=None, result=DONE, note=""):
    """An unsaved event, for those who write many at once. name: what it is about where there is no row."""
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action!r}: name it in districts.trail.ACTIONS")
    origin = current()
    saved = row is not None and row.pk is not None
    return Event(
        actor=by if by is not None and by.pk else None,
        action=action,
        row_type=row._meta.model_name if saved else None,
        row_key=row.pk if saved else None,
        row_name=str(row)[:200] if saved else name[:200],
        district_id=_district_id(row, district),
        before=before,
        after=after,
        result=result,
        note=note,
        request_number=origin.request_number,
        address=origin.address,
    )


def record(action, *, by, **details):
    """Write one event; see `event` for what it takes."""
    written = event(action, by=by, **details)
    written.save(force_insert=True)
    announcing.tell([written])
    return written


def record_all(events):
    """Write many events in one statement."""
    announcing.tell(Event.objects.bulk_create(events, batch_size=500))


def _district_id(row, district):
    if district is not None:
        return district.pk
    if row is not None and row._meta.model_name == "district":
        return row.pk
    return getattr(row, "district_id", None)
