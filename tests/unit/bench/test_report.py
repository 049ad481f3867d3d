"""Reports of comparisons: their forms, their plots, their progress."""

from __future__ import annotations

import io
import itertools
import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bench.campaign import Group, Plan
from engine.bench.comparison import comparison_report
from engine.bench.figures import Interval
from engine.bench.pictures import cost_plot, coverage_plot, selection_plot
from engine.bench.plots import Mark, Plot, Point, svg
from engine.bench.report import Report, Table, written
from engine.events.codec import Entry
from engine.events.run import Graded, ProblemReference, RunStarted
from engine.events.settings import Settings
from engine.projections.board import fold
from tui.progress import Progress, duration

PLOTS = (
    selection_plot([("b<&>", 20.0, Interval(5.0, 40.0)), ("a", 90.0, Interval(70.0, 100.0))], 33.3, 100.0),
    coverage_plot([(1, 30.0), (2, 50.0), (12, 100.0)]),
    cost_plot([("zero-shot", 1.0, 20.0), ("recorded", 0.0, 25.0), ("s-star", 99.5, 90.0)]),
)
REPORT = Report("All", (Table("T", ("name", "value"), (("a|b", 1.25), ("<c>", None))),), PLOTS, ("a remark",))
SPACE = "{http://www.w3.org/2000/svg}"


def parsed(plot):
    return ET.fromstring(svg(plot))


def numbers(element, *names):
    return [float(element.get(name)) for name in names]


@given(
    st.sampled_from(["intervals", "line", "points"]),
    st.booleans(),
    st.lists(st.tuples(st.text(max_size=9), st.floats(-1e6, 1e6), st.floats(-1e3, 1e3)), min_size=1, max_size=9),
)
def test_everything_is_drawn_within_the_picture_whatever_its_name(kind, logarithmic, rows):
    clean = [("".join(c for c in name if c.isprintable()), x, y) for name, x, y in rows]
    values = [(name, abs(x) + 1e-3 if logarithmic else x, y) for name, x, y in clean]
    points = tuple(Point(name, x, y, low=x, high=x) for name, x, y in values)
    picture = parsed(Plot("p", "Title", kind, "x", points, "y", (Mark("m", values[0][1]),), logarithmic=logarithmic))
    width, height = numbers(picture, "width", "height")
    for dot in picture.iter(f"{SPACE}circle"):
        x, y = numbers(dot, "cx", "cy")
        assert 0 <= x <= width
        assert 0 <= y <= height
    assert len(list(picture.iter(f"{SPACE}circle"))) == len(rows)


def boxes(picture):
    """What each text takes, by 6.5 pixels for a letter of a font of 12."""
    for text in picture.iter(f"{SPACE}text"):
        x, y = numbers(text, "x", "y")
        wide = 6.5 * len(text.text or "")
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")]
        yield text.text, (left, y - 10, left + wide, y + 2)


def assert_no_two_labels_meet(picture):
    for (one, a), (other, b) in itertools.combinations(boxes(picture), 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, f"{one} meets {other}"


@given(st.lists(st.tuples(st.floats(1, 4096), st.floats(0, 100)), min_size=1, max_size=22))
def test_no_two_labels_of_a_cost_plot_meet(values):
    rows = [(f"strategy-{at:02}", cost, selected) for at, (cost, selected) in enumerate(values)]
    assert_no_two_labels_meet(parsed(cost_plot(rows)))


@pytest.mark.parametrize("cost", [1.0, 2000.0])
def test_every_name_of_a_cost_plot_finds_room_where_all_methods_come_out_alike(cost):
    rows = [(f"strategy-{at:02}", cost, 100.0) for at in range(22)]
    picture = parsed(cost_plot(rows))
    assert_no_two_labels_meet(picture)
    assert {name for name, _, _ in rows} <= {text for text, _ in boxes(picture)}


def test_marks_and_ticks_that_are_close_are_not_written_over_each_other():
    marks = (Mark("random", 50.0), Mark("oracle", 51.0))
    assert_no_two_labels_meet(parsed(Plot("p", "Title", "intervals", "x", (Point("a", 50.0),), marks=marks)))
    wide = (Point("a", 0.001, 1.0), Point("b", 1e6, 2.0))
    assert_no_two_labels_meet(parsed(Plot("p", "Title", "points", "x", wide, "y", logarithmic=True)))


def test_rows_stand_with_the_best_first_and_the_way_is_to_scale():
    picture = parsed(PLOTS[0])
    names = [text.text for text in picture.iter(f"{SPACE}text")]
    assert names.index("a") < names.index("b<&>")
    assert {"random", "oracle"} <= set(names)
    (best, worst), (low, high) = (
        [float(dot.get("cx")) for dot in picture.iter(f"{SPACE}circle")],
        [float(line.get("x1")) for line in picture.iter(f"{SPACE}line") if line.get("stroke-dasharray") == "4 3"],
    )
    assert worst < low < best < high
    assert (best - worst) / (high - low) == pytest.approx(70 / 66.7, rel=0.01)


def test_each_form_says_it_all():
    html = written(REPORT, "html")
    assert html.count("<svg") == 3
    assert "&lt;c&gt;" in html
    assert "b&lt;&amp;&gt;" in html
    markdown = written(REPORT, "markdown", {"cost": "all-cost.svg"})
    assert "![What is selected, by cost](all-cost.svg)" in markdown
    assert "a\\|b" in markdown
    assert "coverage" not in markdown
    assert [plot["name"] for plot in json.loads(written(REPORT, "json"))["plots"]] == ["selection", "coverage", "cost"]


class Outline(HTMLParser):
    """Which elements are open, and what was met; an end that does not fit is an error."""

    VOID = frozenset({"meta", "circle", "line", "polyline"})

    def __init__(self):
        super().__init__()
        self.open, self.met = [], []

    def handle_starttag(self, tag, attrs):
        self.met.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.met.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_nobody_for_anything():
    """Every element is closed where it should be; tables say what their heads are of; nothing is fetched."""
    outline = Outline()
    outline.feed(page := written(REPORT, "html"))
    assert outline.open == []
    assert page.startswith('<!doctype html>\n<html lang="en">')
    scopes = [attributes["scope"] for tag, attributes in outline.met if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert not any({"src", "href"} & set(attributes) for _, attributes in outline.met)
    assert "@media print" in page


def compared(problems):
    """Of two strategies one is right on every problem, with one seed."""
    begun = [
        RunStarted("r", ProblemReference(f"p{at}", f"P{at}", "", ""), "", Settings(), {"solver": "m"})
        for at in range(problems)
    ]
    verdicts = {"best-of-n": "AC", "zero-shot": "WA"}
    groups = [
        Group(
            started.problem.name, 1,
            {name: fold([Entry(1, 0.0, started), Entry(2, 1.0, Graded("x", verdict, ()))])
             for name, verdict in verdicts.items()},
            ((True, "AC"), (True, "WA")), 0,
        )
        for started in begun
    ]  # fmt: skip
    return comparison_report(Plan(tuple(begun), tuple(verdicts), (1,)), groups)


def test_many_problems_stand_below_each_other_and_few_beside():
    few, many = (
        next(table for table in compared(problems).tables if table.title.startswith("Solved")) for problems in (2, 4)
    )
    assert few.columns == ("strategy", "p0", "p1")
    assert few.rows == (("best-of-n", "1/1", "1/1"), ("zero-shot", "0/1", "0/1"), ("(oracle)", "1/1", "1/1"))
    assert many.columns == ("problem", "best-of-n", "zero-shot", "(oracle)")
    assert many.rows == tuple((f"p{at}", "1/1", "0/1", "1/1") for at in range(4))


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """The seconds that progress sees."""
    now = [0.0]
    monkeypatch.setattr("tui.progress.time.monotonic", lambda: now[0])
    return now


def test_what_was_found_done_does_not_count_for_the_time_left(monkeypatch, clock):
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    progress = Progress("runs", 14)
    for _ in range(10):
        progress.one_more(fresh=False)
    clock[0] = 30.0
    progress.one_more(fresh=True)
    assert screen.getvalue().endswith("11 of 14 runs, about 1 min 30 s left")


def test_a_terminal_shows_at_once_how_much_there_is_to_do(monkeypatch):
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    Progress("runs", 14)
    assert screen.getvalue().endswith("0 of 14 runs")


def test_a_log_gets_a_line_a_minute(monkeypatch, clock):
    monkeypatch.setattr("sys.stderr", log := io.StringIO())
    progress = Progress("runs", 4)
    for seconds in (30.0, 61.0, 90.0, 130.0):
        clock[0] = seconds
        progress.one_more()
    progress.end()
    assert log.getvalue() == "2 of 4 runs, about 1 min 1 s left.\n4 of 4 runs, about 0 s left.\n"


def test_durations():
    assert [duration(value) for value in (0.4, 61, 7500)] == ["0 s", "1 min 1 s", "2 h 5 min"]
