"""Each fault of the suite has its row in docs/reliability.md, and no row is of a fault that nobody tries."""

from tests.faults.kinds import Kind
from tests.faults.table import PAGE, Figures, rows_of, titles, with_rows


def _numbers(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")][1:]


def test_every_fault_has_its_row_and_every_row_its_fault() -> None:
    suite = titles()
    assert len(suite) > 40
    assert sorted(rows_of(PAGE.read_text())) == sorted(suite), "run `make faults`"


def test_nothing_is_lost_and_only_campaign_email_is_ever_repeated() -> None:
    for title, row in rows_of(PAGE.read_text()).items():
        trials, _messages, lost, twice, doubtful, settled, *_seconds = _numbers(row)
        assert int(trials) > 0, title
        assert lost == "0", title
        assert twice == "0" or Kind.CAMPAIGN in title, title
        assert settled == doubtful, title


def test_a_run_rewrites_its_own_rows_and_leaves_the_others() -> None:
    first, second, *_ = titles()
    page = "Before.\n\n<!-- faults: begin -->\n<!-- faults: end -->\n\nAfter.\n"
    once = with_rows(page, {first: Figures(first, trials=1, messages=1200, seconds=[1.0, 3.0, 2.0])})
    both = with_rows(once, {second: Figures(second, trials=2), "gone": Figures("gone")})
    assert list(rows_of(both)) == [first, second]
    assert rows_of(both)[first] == f"| {first} | 1 | 1,200 | 0 | 0 | 0 | 0 | 2.0 | 3.0 |"
    assert both.startswith("Before.") and both.endswith("After.\n")
    assert with_rows(both, {}) == both
