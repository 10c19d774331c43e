"""Two processes that send at the same moment, in real threads: nobody gets two mails, and nothing is lost."""

import threading
from datetime import date

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction

from districts.models import User
from reports import actions
from reports.models import Digest, Message
from reports.telling.digests import send_all, send_now
from tests.reports.lists import hand_in_list
from tests.reports.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, TOMORROW = date(2021, 9, 10), date(2021, 9, 11)


@pytest.fixture
def submission(people, places, year, time_machine):
    time_machine.move_to("2021-09-10 10:00 +0800", tick=False)
    return hand_in_list(places.haishu, year, ["牡丹社区", "澄浪社区"], by=people.zhou, street="南门街道")


@pytest.fixture
def addressed(submission, people):
    for person in (people.zhou, people.chen, people.lin, people.wang, people.shen):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.invalid")
    return people


def decide(entry, by):
    actions.decide(entry, decision="recognised", seen="pending", by=by)


def receivers():
    return sorted(message.to[0].partition("@")[0] for message in mail.outbox)


def test_three_runs_at_once_send_one_mail_to_each(addressed, submission, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    first, _second = submission.entries.all()
    with transaction.atomic():
        decide(first, addressed.wang)
        transaction.get_connection().run_on_commit.clear()  # the process that acted died here
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    keys = [addressed.zhou.pk, addressed.chen.pk, addressed.lin.pk]
    told = at_once(lambda: send_all(TODAY), lambda: send_now(keys), lambda: send_all(TODAY))
    assert (told, receivers()) == ([None] * 3, ["chen", "lin", "zhou"])
    assert Digest.objects.filter(sent_at__isnull=False).count() == 3


def test_two_acts_at_once_send_one_mail_to_each_and_tell_both_in_the_end(addressed, submission, time_machine):
    first, second = submission.entries.all()
    at_once(lambda: decide(first, addressed.wang), lambda: decide(second, addressed.shen))
    assert receivers() == ["chen", "lin", "zhou"]
    time_machine.move_to("2021-09-11 08:00 +0800", tick=False)
    send_all(TOMORROW)
    assert Message.objects.filter(digest__sent_at__isnull=False).count() == Message.objects.count() == 6


def test_what_commits_after_a_run_has_passed_goes_with_the_next(addressed, submission, time_machine):
    """A bookmark of the last event told would pass it over."""
    first, _second = submission.entries.all()
    acted, ran = threading.Event(), threading.Event()

    def slow():
        try:
            with transaction.atomic():
                decide(first, addressed.wang)
                transaction.get_connection().run_on_commit.clear()
                acted.set()
                ran.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    acted.wait(20)
    assert send_all(TODAY).sent == []
    ran.set()
    thread.join()
    time_machine.move_to("2021-09-11 08:00 +0800", tick=False)
    assert len(send_all(TOMORROW).sent) == 3


def test_a_mail_goes_after_the_commit_and_never_when_the_act_is_rolled_back(addressed, submission):
    first, _second = submission.entries.all()
    with pytest.raises(RuntimeError), transaction.atomic():
        decide(first, addressed.wang)
        assert mail.outbox == []
        raise RuntimeError
    assert (mail.outbox, Message.objects.count()) == ([], 0)
    decide(first, addressed.wang)
    assert receivers() == ["chen", "lin", "zhou"]


def test_a_database_that_goes_away_right_after_the_commit_leaves_the_act_acknowledged(
    addressed, submission, monkeypatch
):
    """What is committed is done; the mail goes with the timer."""
    from reports.telling import outbox

    def away(keys):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(outbox, "send_now", away)
    first, _second = submission.entries.all()
    decide(first, addressed.wang)
    first.refresh_from_db()
    assert (first.decision, receivers()) == ("recognised", [])
    send_all(TODAY)
    assert receivers() == ["chen", "lin", "zhou"]
