"""manage.py score: sheets as JSON lines in, points as JSON lines out. No database."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from scoring.engine.lines import answers
from scoring.engine.load import RubricError, load_rubric

INTERRUPTED = 130


class Command(BaseCommand):
    help = "按评估参考标准给评分表计分：每行一份 JSON，逐行输出；有错的行写明错误，退出码为 1。不用数据库。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="JSON 行文件；- 为标准输入")
        parser.add_argument(
            "--rubric",
            default=settings.FIXTURES_DIR / "annex1.toml",
            metavar="FILE",
            help="评估参考标准，.toml 或 .json（默认 fixtures/annex1.toml）",
        )

    def handle(self, *args, file, rubric, **options):
        rubric = read_rubric(rubric)
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            with opened(file) as lines:
                read, wrong = self.write_answers(lines, rubric)
        except BrokenPipeError:
            # The reader has had enough (| head): say nothing, neither now nor when Python flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except KeyboardInterrupt:
            raise CommandError("已中断。", returncode=INTERRUPTED) from None
        except OSError as error:
            raise CommandError(f"{error.filename or '读写出错'}：{error.strerror}") from error
        if wrong:
            raise CommandError(f"{read} 行中有 {wrong} 行有错误，没有计分。")

    def write_answers(self, lines, rubric):
        """Write each answer as soon as it is known; (lines answered, lines with errors)."""
        read = wrong = 0
        for answer in answers(lines, rubric):
            self.stdout.write(answer.text)
            self.stdout.flush()
            read += 1
            wrong += answer.wrong
        return read, wrong


def opened(file):
    if file != "-":
        return open(file, "rb")
    if sys.stdin is None:
        raise CommandError("没有标准输入，请给出文件。")
    return nullcontext(sys.stdin.buffer)


def read_rubric(path):
    try:
        return load_rubric(path)
    except RubricError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"{path}：{error.strerror}") from error
