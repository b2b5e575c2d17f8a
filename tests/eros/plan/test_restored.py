from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from eros.plan.restored import restored_sends
from tests.builders import a_lawful_schedule, a_problem, at, changed, moved, without

if TYPE_CHECKING:
    from eros.model.schedule import Schedule, Send

PROBLEM = a_problem()
EARLIER = a_lawful_schedule(PROBLEM)


def refs(sends: tuple[Send, ...]) -> set[str]:
    return {send.ref for send in sends}


def test_where_nothing_went_out_the_earlier_version_stands_as_it_was() -> None:
    current = without(moved(PROBLEM, EARLIER, "s09", at(2, "20:13")), "s05", "s14")
    assert restored_sends(EARLIER, current) == EARLIER.sends


def test_what_went_out_at_another_time_stays_there_and_takes_the_place_of_its_earlier_self() -> None:
    current = changed(moved(PROBLEM, EARLIER, "s09", at(1, "21:13")), "s09", status="sent")
    restored = restored_sends(EARLIER, current)
    assert [send for send in restored if send.ref == "s09"] == [current.by_ref("s09")]
    assert refs(restored) == refs(EARLIER.sends)


def test_what_hangs_on_a_send_that_went_out_is_that_of_the_current_version() -> None:
    current = without(changed(EARLIER, "s02", status="sent"), "s03")
    assert "s03" not in refs(restored_sends(EARLIER, current))
    kept = changed(moved(PROBLEM, EARLIER, "s03", at(0, "11:51")), "s02", status="sent")
    assert kept.by_ref("s03") in restored_sends(EARLIER, kept)


def test_what_was_given_up_since_stays_given_up_and_so_does_what_hung_on_it() -> None:
    current = without(changed(EARLIER, "s02", status="cancelled"), "s03")
    restored = restored_sends(EARLIER, current)
    assert [send.status for send in restored if send.ref == "s02"] == ["cancelled"]
    assert "s03" not in refs(restored)


def test_an_earlier_send_whose_ref_went_out_as_another_one_gets_a_new_ref() -> None:
    other = changed(EARLIER, "s02", send_type="dm_farm", caption_text="How are you?", status="sent")
    restored = restored_sends(EARLIER, without(other, "s03"))
    assert [(send.send_type, send.status) for send in restored if send.ref == "s02"] == [("dm_farm", "sent")]
    [again] = [send for send in restored if send.ref == "s02-2"]
    assert (again.send_type, again.week_minute, again.status) == ("ppv_video", at(0, "11:12"), "planned")
    assert [send.parent_ref for send in restored if send.ref == "s03"] == ["s02-2"]


@given(st.data())
@settings(max_examples=100)
def test_whatever_went_out_or_was_given_up_no_ref_stands_twice_and_no_fact_is_lost(data: st.DataObject) -> None:
    current: Schedule = EARLIER
    for ref in data.draw(st.sets(st.sampled_from(sorted(refs(EARLIER.sends))))):
        what = data.draw(st.sampled_from(("moved", "dropped", "renumbered")))
        if what == "dropped":
            current = without(current, ref)
        elif what == "moved":
            current = moved(PROBLEM, current, ref, data.draw(st.integers(0, 10_079)))
        else:
            names = {ref: f"{ref}-2"}
            renamed = (
                send.with_(
                    ref=names.get(send.ref, send.ref), parent_ref=names.get(send.parent_ref or "", send.parent_ref)
                )
                for send in current.sends
            )
            current = replace(current, sends=tuple(renamed))
    statuses = ("planned", "sent", "cancelled", "failed")
    became = (send.with_(status=data.draw(st.sampled_from(statuses))) for send in current.sends)
    current = replace(current, sends=tuple(became))
    restored = restored_sends(EARLIER, current)
    assert len(refs(restored)) == len(restored)
    assert [send for send in current.sends if send.status == "sent" and send not in restored] == []
    hanging = {send.parent_ref for send in restored if send.status == "planned"}
    assert hanging - refs(restored) <= {None}
