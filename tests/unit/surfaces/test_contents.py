"""What surfaces say in situations that matter."""

from __future__ import annotations

import pytest
import scripted
import stories

from engine.events.calls import CallDelayed, CallFinished, CallInterrupted, Delta
from engine.events.run import BudgetEnded, NoticeGiven, RunFinished
from engine.events.samples import RoundFinished
from engine.events.selection import GrammarLearnt, PersonAsked
from engine.problem.model import OutputRules
from engine.projections.comparison import compare
from tui.glyphs import ASCII
from tui.replay import ReplaySource
from tui.surfaces import card, comparison, header, inputs, program, selection, statement, tests, timeline, tiny, wall
from tui.surfaces.focus import Focus
from tui.surfaces.sides import Side, paint_sides
from tui.surfaces.text import Look, clean, clip, wrap

LOOK = Look()
NOTICE = "offline rehearsal, no language model"


def text(lines) -> str:
    return "\n".join(line.text.rstrip() for line in lines)


def marked(lines) -> list[str]:
    return [span.text for line in lines for span in line.spans if "mark" in span.style.split()]


@pytest.mark.parametrize("height", [1, 2])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_header_never_loses_notice_and_tier(width, height):
    shown = text(header.paint(stories.debugging().board(), Focus(), width, height, LOOK))
    assert NOTICE in shown
    assert "unisolated" in shown


@pytest.mark.parametrize(("width", "height"), [(80, 1), (60, 2), (80, 2), (200, 2)])
def test_header_says_in_every_view_that_a_match_waits_for_the_person(width, height):
    story = stories.tournament(2, share=0.0)
    story.add(PersonAsked("b", "M1", "the judge is unsure"))
    shown = text(header.paint(story.board(), Focus(), width, height, LOOK))
    assert "1 match waits for you: n" in shown
    assert "offline rehearsal" in shown


def test_header_tells_time_left_from_now():
    board = stories.streaming().board()
    assert "9:00 left" in text(header.paint(board, Focus(now=board.began_at + 60), 200, 2, LOOK))


@pytest.mark.parametrize("width", [80, 200])
def test_header_keeps_count_of_what_could_not_be_had(width):
    story = stories.debugging()
    story.add(NoticeGiven("Some model knows no schema"))
    assert "1 note: w" in text(header.paint(story.board(), Focus(), width, 2, LOOK))


def test_header_names_the_budget_that_ended():
    shown = text(header.paint(stories.paused().board(), Focus(), 80, 2, LOOK))
    assert "400 calls are used up" in shown


@pytest.mark.parametrize("width", [80, 200])
def test_a_run_that_a_budget_ended_says_which_and_what_to_do(width):
    story = stories.finished()
    story.add(BudgetEnded("tokens", "6,452 of 6,000 tokens are used"), RunFinished("budget ended"))
    assert "budget ended: 6,452 of 6,000 tokens are used" in text(header.paint(story.board(), Focus(), width, 2, LOOK))
    banner = text(selection.paint(story.board(), Focus(), width, 4, LOOK, "w why"))
    assert "w why   to go further, start it anew with a larger --budget tokens=N" in banner
    assert "C01 won 3 matches" in banner


def test_a_run_that_a_person_stopped_is_told_of_no_budget():
    story = stories.finished()
    story.add(BudgetEnded("person", "a person said stop"), RunFinished("budget ended"))
    assert "--budget" not in text(selection.paint(story.board(), Focus(), 200, 3, LOOK, "w why"))


@pytest.mark.parametrize("width", [80, 200])
def test_a_model_that_thinks_in_silence_is_said_to(width):
    board = stories.streaming(7).board()  # the seventh has said nothing yet
    at = board.calls[board.samples[7].rounds[-1].call].began_at
    for seconds, said in ((4, False), (34.9, True)):
        lane = text(wall.paint(board, Focus(now=at + seconds), width, 12, LOOK, scripted.TESTS)).splitlines()[7]
        shown = text(program.paint(board, Focus(sample=7, now=at + seconds), width, 12, LOOK))
        assert ("no word for 34 s" in lane) == said
        assert ("Waiting for the first words: no word for 34 s" in shown) == said
    board.stream(Delta(board.samples[7].rounds[-1].call, 0, "hm", "thinking"))
    assert "no word" not in text(wall.paint(board, Focus(now=at + 60), width, 12, LOOK, scripted.TESTS))


@pytest.mark.parametrize("width", [80, 200])
def test_header_counts_down_for_all_calls_that_wait(width):
    board = delayed(scripted.Story(1)).board()
    assert "1 call waits 30 s" in text(header.paint(board, Focus(now=board.last_at), width, 2, LOOK))
    for now in (None, board.last_at + 31):
        assert "waits" not in text(header.paint(board, Focus(now=now), width, 2, LOOK))
    story = delayed(scripted.Story(1))
    story.add(CallFinished(next(iter(board.delayed)), "a whole answer"))
    assert not story.board().delayed


def test_every_lane_has_sign_word_and_summary():
    shown = text(wall.paint(stories.debugging().board(), Focus(), 80, 24, LOOK, scripted.TESTS))
    assert "S01 ✓ passes  r0 ✓✓✓ passes 3 of 3" in shown
    assert "S02 ✎ fixing  r1 ✓✗✗" in shown
    assert "S07 ✗ no code r0 ··· no code in the answer" in shown
    assert "TLE on test 2" in shown


def test_the_best_round_speaks_for_a_finished_sample():
    story = scripted.Story(1)
    best = story.revision(1)
    story.verdicts(best, "AC AC WA")
    story.verdicts(story.revision(1, 1), "RE RE RE")
    story.finish(best, survivor=False)
    shown = text(wall.paint(story.board(), Focus(), 80, 24, LOOK, scripted.TESTS))
    assert "S01 ✗ fails   r0 ✓✓✗ WA on test 3" in shown


def test_wall_keeps_the_selected_sample_in_view():
    board = stories.streaming(256).board()
    for selected in (1, 130, 256):
        lines = wall.paint(board, Focus(sample=selected), 80, 20, LOOK, scripted.TESTS)
        assert any("▌" in line.text and f"S{selected:02d}" in line.text for line in lines)
        assert lines[-1].text.strip() == "+238 more"


def test_wall_filter_finds_verdicts():
    shown = text(wall.paint(stories.debugging().board(), Focus(filter="tle"), 80, 24, LOOK, scripted.TESTS))
    assert "S08" in shown
    assert "S01" not in shown


def test_click_on_a_wall_of_several_columns():
    board = stories.streaming(256).board()
    lines = wall.paint(board, Focus(), 200, 60, LOOK, scripted.TESTS)
    for row, column in ((1, 5), (7, 90), (30, 190)):
        number = wall.hit(board, Focus(), 200, 60, row, column)
        lane = column // (200 // 5)
        assert f"S{number:02d}" in lines[row].text[lane * 40 : lane * 40 + 8]
    assert wall.hit(board, Focus(), 200, 60, 0, 5) is None


def test_program_follows_the_end_of_a_stream_and_says_what_is_below():
    board = stories.debugging().board()
    assert "sys.stdin." in program.paint(board, Focus(sample=2), 80, 8, LOOK)[-1].text
    above = program.paint(board, Focus(sample=2, program_top=0), 80, 8, LOOK)
    assert "lines, End to follow" in above[-1].text


def test_prose_is_dim_and_code_is_coloured():
    lines = program.paint(stories.debugging().board(), Focus(sample=2), 80, 30, LOOK)
    styles = {span.text.strip(): span.style for line in lines for span in line.spans}
    assert styles["import"] == "code.keyword"
    assert next(style for words, style in styles.items() if words.startswith("Sort")) == "dim"


def test_failing_test_shows_both_outputs_with_the_difference_marked():
    board = stories.debugging().board()
    lines = tests.paint(board, Focus(sample=2, round=0), 120, 30, LOOK, scripted.TESTS)
    assert "wrong answer, first difference in line 3" in text(lines)
    assert marked(lines) == ["30", "31"]


def test_crash_shows_the_end_of_standard_error():
    board = stories.debugging().board()
    lines = tests.paint(board, Focus(sample=2, round=0, test="3"), 120, 30, LOOK, scripted.TESTS)
    assert "IndexError: list index out of range" in text(lines)
    assert "exit status 1" in text(lines)


def test_long_outputs_fold_around_the_difference():
    left = "".join(f"{line}\n" for line in range(10_000))
    right = left.replace("\n7000\n", "\n-1\n")
    lines = paint_sides(Side("expected", left), Side("got", right), 80, 12, LOOK)
    assert len(lines) <= 12
    assert marked(lines) == ["7000", "-1"]
    assert "lines …" in text(lines)


@pytest.mark.parametrize("look", [LOOK, Look(ASCII)])
def test_far_difference_in_one_long_line_comes_into_view(look):
    left = " ".join(["1"] * 5_000)
    right = " ".join(["1"] * 4_000 + ["2"] + ["1"] * 999)
    assert marked(paint_sides(Side("a", left), Side("b", right), 80, 5, look)) == ["1", "2"]


def test_white_space_is_visible_where_it_counts():
    rules = OutputRules(space_sensitive=True)
    shown = text(paint_sides(Side("expected", "a b\n"), Side("got", "a  b \n"), 60, 6, LOOK, rules))
    assert "·" in shown
    assert "a·" in text(paint_sides(Side("expected", "a "), Side("got", "b\t"), 60, 6, LOOK))


def test_empty_output_is_said():
    assert "(nothing)" in text(paint_sides(Side("expected", "1\n"), Side("got", ""), 60, 6, LOOK))


@pytest.mark.parametrize(("height", "shown"), [(24, True), (8, False)])
def test_the_grammar_is_shown_with_what_keeps_inputs_unchecked(height, shown):
    story = stories.inputs_stage()
    story.add(GrammarLearnt(("1 ≤ n ≤ 10^5", "0 ≤ a < n"), ("the statement also says: “The sum is even.”",)))
    painted = text(inputs.paint(story.board(), Focus(), 120, height, LOOK))
    assert ("Allowed 1 ≤ n ≤ 10^5; 0 ≤ a < n" in painted) is shown


def test_invalid_input_does_not_count_and_splitting_one_says_so():
    shown = text(inputs.paint(stories.inputs_stage().board(), Focus(), 120, 30, LOOK))
    assert "splits into 2" in shown
    assert "does not count" in shown
    assert "C01 ×3   ███" in shown


def test_card_shows_votes_and_the_judge_writing():
    shown = text(card.paint(stories.tournament(8).board(), Focus(), 100, 30, LOOK))
    assert "C03 shown first: C03" in shown
    assert "Let me trace the input by hand" in shown
    assert "1 1 1 2 12⏎" in shown


def test_card_of_a_match_decided_by_rule_names_the_crash():
    shown = text(card.paint(stories.finished(8).board(), Focus(match="M2"), 100, 30, LOOK))
    assert "no judge needed: C05 crashes on a valid input" in shown
    assert "ZeroDivisionError" in shown


def test_card_of_a_person_says_you():
    assert "by you" in text(card.paint(stories.finished(8).board(), Focus(match="M3"), 100, 10, LOOK))


def test_selection_banner():
    shown = text(selection.paint(stories.finished().board(), Focus(), 100, 5, LOOK, "w why"))
    assert "S01 round 0, confidence 0.93, passes 3 of 3 public tests" in shown
    assert "secret tests: AC accepted, all 8 pass" in shown
    assert "w why" in shown


def test_best_effort_is_said():
    assert "best effort" in text(selection.paint(stories.all_failing().board(), Focus(), 100, 5, LOOK))


def test_statement_shows_mathematics_readably_and_tests_below():
    shown = text(statement.paint(scripted.PROBLEM, Focus(), 80, 60, LOOK))
    assert "≤ n ≤ 10⁵" in shown
    assert shown.count("Lit Bridges") == 1
    assert "5 5 1 1 7 2⏎" in shown


@pytest.mark.parametrize(("rules", "wanted"), [(OutputRules(), "expected"), (None, "one right output")])
def test_both_programs_are_seen_on_the_test_under_the_cursor(rules, wanted):
    story = scripted.Story()
    wrong, right = story.revision(1), story.revision(2)
    story.verdicts(wrong, "WA AC AC", ("5\n",))
    story.verdicts(right, "AC AC AC")
    made = compare(story.board(), wrong, right, scripted.PROBLEM)
    at = [pair.left for pair in made.tests].index("WA")
    shown = text(comparison.paint(made, comparison.Focus("tests", test=at), 80, 24, LOOK, rules))
    assert "▌! test 1" in shown
    assert wanted in shown
    assert "S01 round 0 prints" in shown
    assert "S02 round 0 prints" in shown


def test_time_line_marks():
    found = ReplaySource(stories.finished(4).entries).marks
    assert [mark.kind for mark in found].count("selection") >= 1
    shown = text(timeline.paint(timeline.Replay(0.0, 10.0, 0.5, playing=False, marks=found), 60, 1, LOOK))
    assert "paused" in shown
    assert "0.5×" in shown


def test_tiny_keeps_the_notice():
    assert NOTICE in text(tiny.paint(stories.streaming().board(), Focus(), 64, 1, LOOK))
    assert "offline rehearsal" in text(tiny.paint(stories.finished(4).board(), Focus(), 39, 1, LOOK))


def test_text_helpers():
    assert clean("\x1b[31m\tx\n", LOOK) == "␛[31m    x⏎"
    assert clean("\x1b\u202e\u2264", Look(ASCII)) == "^[??"
    assert clip("漢字漢字", 5, LOOK) == "漢字…"
    assert wrap("one two three", 7) == ("one two", "three")
    assert wrap("abcdefgh", 3) == ("abc", "def", "gh")


def test_a_long_talk_is_folded_and_can_be_scrolled_to_either_end():
    board = stories.talking().board()
    folded = text(tests.paint(board, Focus(sample=3), 80, 24, LOOK, scripted.TESTS))
    assert "< 1000" in folded
    assert "lines in between" in folded
    assert "> ? 46" in folded
    top = text(tests.paint(board, Focus(sample=3, said_top=0), 80, 24, LOOK, scripted.TESTS))
    assert "0 lines above" in top
    assert "> ? 46" not in top
    end = text(tests.paint(board, Focus(sample=3, said_top=999), 80, 24, LOOK, scripted.TESTS))
    assert "> ? 46" in end
    assert "0 lines below" in end


def test_a_checked_test_shows_what_the_checker_says_and_marks_no_difference():
    lines = tests.paint(stories.checked().board(), Focus(sample=3), 80, 24, LOOK, scripted.TESTS)
    assert "jars 7 and 1 are neighbours" in text(lines)
    assert "first difference" not in text(lines)
    assert not marked(lines)


def test_an_input_on_which_nobody_knows_is_called_undecided():
    shown = text(inputs.paint(stories.checked().board(), Focus(), 120, 30, LOOK))
    assert "on 1 both may be right" in shown
    assert "I02  ✓ valid     mutation  undecided" in shown
    assert "split" not in shown


def test_the_statement_says_who_judges():
    checked = text(statement.paint(scripted.CHECKED, Focus(), 100, 60, LOOK))
    assert "several outputs may be right" in checked
    assert "one right output" in checked
    talking = text(statement.paint(scripted.TALKING, Focus(), 100, 60, LOOK))
    assert "> ! 3" in talking
    assert "expected output" not in talking


@pytest.mark.parametrize(("story", "said"), [("checked", "jars 7 and 1"), ("talking", "more than 45 tries")])
def test_what_was_said_of_a_test_is_seen_in_the_smallest_pane(story, said):
    shown = text(tests.paint(stories.SITUATIONS[story]().board(), Focus(sample=3), 80, 8, LOOK, scripted.TESTS))
    assert f"test 2: wrong answer: {said}" in shown


def test_a_problem_without_a_test_that_can_be_run_says_so():
    story = scripted.Story(1, judge="interactor")
    revision = story.revision(1)
    story.add(RoundFinished(revision, 0, 0))
    shown = text(tests.paint(story.board(), Focus(sample=1), 80, 8, LOOK, {}))
    assert "brings no public test that could be run" in shown


def delayed(story):
    """The first call of a sample has failed, and is sent again 30 seconds later."""
    call = story.start(1)
    story.add(CallInterrupted(call, "half an answer"))
    story.add(CallDelayed(call, 1, "The server of offline/rehearsal answered 429: slow down.", 30.0))
    return story


@pytest.mark.parametrize("width", [80, 200])
def test_a_lane_counts_down_to_the_next_attempt_and_says_why(width):
    board = delayed(scripted.Story(1)).board()
    for left in (30, 29, 1):
        now = board.last_at + 30 - left
        shown = text(wall.paint(board, Focus(now=now), width, 6, LOOK, scripted.TESTS))
        assert "answered 429: slow down." in shown
        assert f"attempt 2 in {left} s" in shown
    for now in (None, board.last_at + 31):
        assert "attempt 2 waits" in text(wall.paint(board, Focus(now=now), width, 6, LOOK, scripted.TESTS))


def test_the_program_view_counts_down_and_keeps_what_had_arrived():
    board = delayed(scripted.Story(1)).board()
    shown = text(program.paint(board, Focus(now=board.last_at + 5), 60, 12, LOOK))
    assert "Attempt 1 failed: The server of offline/rehearsal answered" in shown
    assert "Attempt 2 in 25 s" in shown
    assert "half an answer" in shown


def test_thinking_stands_dim_and_apart_from_the_answer():
    story = scripted.Story(1)
    call = story.start(1)
    board = story.board()
    board.stream(Delta(call, 0, "first a sum,\nthen a difference", "thinking"))
    lines = program.paint(board, Focus(), 60, 12, LOOK)
    assert [line.text.strip() for line in lines[2:5]] == ["thinking", "first a sum,", "then a difference"]
    assert all(span.style == "dim" for line in lines[3:5] for span in line.spans if span.text.strip())
    board.stream(Delta(call, 0, "```python\nprint(1)\n```"))
    shown = [line.text.strip() for line in program.paint(board, Focus(), 60, 12, LOOK)]
    assert shown.index("then a difference") < shown.index("answer") < shown.index("print(1)")


def test_thinking_that_is_long_follows_its_end():
    story = scripted.Story(1)
    call = story.start(1)
    board = story.board()
    board.stream(Delta(call, 0, "\n".join(f"thought {number}" for number in range(500)), "thinking"))
    shown = text(program.paint(board, Focus(), 60, 12, LOOK))
    assert "thought 499" in shown
    assert "thought 400" not in shown
    assert "thought 3\n" in text(program.paint(board, Focus(program_top=0), 60, 12, LOOK))
