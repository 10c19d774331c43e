"""Spot checks by lot: stratified, reproducible from the seed, and binding until the re-score is whole."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts import trail
from districts.doors import Refused
from districts.models import Community, Event
from reports import actions, sampling
from reports.models import Entry, Sample, Stratum
from reports.sample_page import drawn_again, sample_page
from scoring.models import ScoreSheet, Stage
from scoring.rescoring import agree
from tests.reports.lists import hand_in_list

FRAMES = st.dictionaries(st.integers(1, 500), st.sampled_from(sampling.STRATA), max_size=60)


@given(frame=FRAMES, share=st.integers(1, 100), seed=st.text(min_size=1, max_size=10))
def test_each_stratum_gives_its_share_rounded_up(frame, share, seed):
    drawn = sampling.draw(frame, share=share, seed=seed)
    assert drawn == sorted(set(drawn)) and set(drawn) <= set(frame)
    had, gave = Counter(frame.values()), Counter(frame[key] for key in drawn)
    assert gave == {name: -(-count * share // 100) for name, count in had.items()}


@given(frame=FRAMES, share=st.integers(1, 100), seed=st.text(min_size=1, max_size=10), order=st.randoms())
def test_the_same_seed_draws_the_same_whatever_order_the_rows_come_in(frame, share, seed, order):
    shuffled = list(frame.items())
    order.shuffle(shuffled)
    assert sampling.draw(dict(shuffled), share=share, seed=seed) == sampling.draw(
        frame, share=share, seed=seed
    )


def test_the_lot_is_the_published_one_so_that_anybody_can_reckon_it():
    """SHA-256 of "seed:key" in hexadecimal; the lowest are drawn."""
    assert sampling.lot("2021", 7) == "9ca411eddfef8b24c2c40147b915ac15aa6635304708214af555c099030c95fa"


def test_the_strata_are_those_the_rows_know():
    assert set(sampling.STRATA) == set(Stratum.values)


@pytest.mark.parametrize(
    ("above", "flagged", "stratum"),
    [
        (0, True, "near_flagged"),
        (5, False, "near"),
        (6, True, "flagged"),
        (16, False, "clear"),
    ],
)
def test_close_means_five_points_or_fewer_above_the_pass_mark(above, flagged, stratum):
    assert sampling.stratum_of(above=above, flagged=flagged) == stratum


# --- drawing ---------------------------------------------------------------------------------------------------


@pytest.fixture
def submission(people, places, year):
    """江北 hands in ten communities with 96 points each; the first is recognised."""
    handed_in = hand_in_list(places.jiangbei, year, [f"第{n}社区" for n in range(10)], by=people.he)
    actions.decide(handed_in.entries.first(), decision="recognised", seen="pending", by=people.wang)
    return handed_in


def test_a_sample_can_be_drawn_again_from_what_is_recorded(submission, people):
    sample = actions.draw_sample(submission, share=30, by=people.wang)
    assert (sample.share, len(sample.seed), sample.checks.count()) == (30, 16, 3)
    assert drawn_again(sample) == sorted(sample.checks.values_list("entry", flat=True))
    event = Event.objects.get(action="sample_drawn")
    assert (event.after["seed"], event.after["share"], len(event.after["drawn"])) == (sample.seed, 30, 3)
    [shown] = sample_page(submission).samples
    assert (shown.again, shown.strata, shown.done) == (True, [("其他", 10, 3)], 0)


def test_an_honest_sample_shows_as_such_whatever_the_order_of_the_list(submission, people):
    entries = list(submission.entries.order_by("pk"))
    for number, entry in enumerate(reversed(entries)):  # the registry's order is the reverse of the keys'
        Community.objects.filter(pk=entry.community_id).update(code=f"330205005{500 + number}")
    assert [entry.pk for entry in submission.entries.all()] == [entry.pk for entry in reversed(entries)]
    actions.draw_sample(submission, share=50, by=people.wang)
    [shown] = sample_page(submission).samples
    assert [visit.entry.pk for visit in shown.visits] == sorted(drawn_again(shown.sample), reverse=True)
    assert shown.again is True


def test_a_changed_seed_is_seen(submission, people):
    sample = actions.draw_sample(submission, share=50, seed="1", by=people.wang)
    before = drawn_again(sample)
    sample.seed = "2"
    assert drawn_again(sample) != before


def test_the_recognised_who_are_drawn_wait_for_their_re_score(submission, people):
    actions.draw_sample(submission, share=100, by=people.wang)
    first = submission.entries.first()
    assert first.decision == "pending"
    with pytest.raises(Refused, match="被抽中抽查，复评完成后才能认定"):
        actions.decide(first, decision="recognised", seen=first.version, by=people.wang)
    sheet = actions.start_rescore(first, by=people.wang)
    with pytest.raises(Refused, match="复评还没有评完"):
        actions.decide(first, decision="recognised", seen=first.version, by=people.wang)
    agree(sheet, dict(sheet.items.values_list("number", "version")), by=people.wang)
    assert (
        actions.decide(first, decision="recognised", seen=first.version, by=people.wang).decision
        == "recognised"
    )


def test_who_filled_in_a_recognised_sheet_does_not_draw_it_back_to_pending(submission, people):
    sheet = submission.entries.first().sheet
    trail.record("item_saved", row=sheet.items.first(), by=people.wang)
    with pytest.raises(Refused, match="您填过这份初评评分表，不能由您评审"):
        actions.draw_sample(submission, share=1, by=people.wang)
    assert (Sample.objects.count(), submission.entries.first().decision) == (0, "recognised")
    assert actions.draw_sample(submission, share=100, by=people.shen).checks.count() == 10


def test_nobody_is_drawn_twice_and_an_empty_pot_is_said(submission, people):
    actions.draw_sample(submission, share=50, by=people.wang)
    actions.draw_sample(submission, share=100, by=people.wang)
    assert Entry.objects.filter(spot_check__isnull=True).count() == 0
    with pytest.raises(Refused, match="没有可以抽的社区"):
        actions.draw_sample(submission, share=10, by=people.wang)


def test_who_is_not_drawn_needs_no_re_score(submission, people):
    last = submission.entries.last()
    assert (
        actions.decide(last, decision="recognised", seen="pending", by=people.wang).decision == "recognised"
    )
    assert not ScoreSheet.objects.filter(stage=Stage.REVIEW).exists()


# --- a visit is not announced ------------------------------------------------------------------------------------


def test_the_district_learns_that_it_was_drawn_once_the_entry_is_decided(client, people, places, year):
    names = ["外滩社区", "盐仓社区"]
    submission = hand_in_list(places.jiangbei, year, names, by=people.he, decision="recognised")
    actions.draw_sample(submission, share=100, seed="1", by=people.wang)
    entry = submission.entries.first()

    def tells(who):
        client.force_login(who)
        page = client.get(entry.get_absolute_url())
        return "抽查" in page.content.decode()

    assert (tells(people.he), tells(people.wang)) == (False, True)
    actions.decide(entry, decision="declined", seen=entry.version, reason="场地被占用。", by=people.wang)
    assert (tells(people.he), tells(people.wang)) == (True, True)


def test_the_reason_of_an_earlier_return_stays_for_the_district_to_read(client, people, places, year):
    submission = hand_in_list(places.jiangbei, year, ["外滩社区"], by=people.he)
    Entry.objects.update(reason="材料不全。")
    actions.draw_sample(submission, share=100, seed="1", by=people.wang)
    client.force_login(people.he)
    page = client.get(submission.entries.get().get_absolute_url()).content.decode()
    assert "<b>上次退回的理由</b>材料不全。" in page
