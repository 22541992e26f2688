"""The benchmark of plannings: which measurements are carried out."""

from dataclasses import asdict

from scripts.bench_plan import ended_before, our_case


def test_a_run_that_ended_by_itself_is_not_repeated_with_more_time() -> None:
    short = our_case("curve", num_communes=100, num_advisers=4, time_limit_s=30.0)
    long = our_case("curve", num_communes=100, num_advisers=4, time_limit_s=60.0)
    line = {**asdict(short), "drive_h": 12.5, "hit_time_limit": False}
    assert ended_before(long, [line]) == {**line, "time_limit_s": 60.0, "same_as_s": 30.0}


def test_a_run_that_time_cut_is() -> None:
    short = our_case("curve", num_communes=100, num_advisers=4, time_limit_s=30.0)
    long = our_case("curve", num_communes=100, num_advisers=4, time_limit_s=60.0)
    assert ended_before(long, [{**asdict(short), "hit_time_limit": True}]) is None
