import os
from pathlib import Path

import pytest

from engine.errors import ProblemError
from engine.problem import MEBIBYTE, Limits, OutputRules, SecretTest, Test, read_package

MIB = b"x" * MEBIBYTE
KATTIS_RULES = OutputRules(absolute_tolerance=None, relative_tolerance=None, exact_integers=False)
DRAFT = "problem_format_version: 2023-07-draft\nname: Sum\n"


def test_a_package_of_2025_09(modern):
    package = read_package(modern())
    problem = package.problem
    assert (problem.name, problem.title, problem.statement) == ("sum", "Sum", "Add $a$ and $b$.\n")
    assert problem.tests == (Test("1", "1 2\n", "3\n"),)
    assert problem.limits == Limits(cpu_seconds=3.0)
    assert problem.output_rules == KATTIS_RULES
    assert [program.language for program in problem.input_validators] == ["python"]
    assert [(each.name, each.label, each.program.language) for each in package.submissions] == [
        ("sum.py", "accepted", "python")
    ]
    assert package.secret_tests() == (SecretTest("01-big", "1000 2000\n", "3000\n"),)


def test_a_legacy_package(legacy):
    package = read_package(legacy({"problem.yaml": "limits: {memory: 64, output: 2}\n", ".timelimit": "4\n"}))
    assert package.problem.title == "Old Sum"
    assert package.problem.statement == "Add $a$ and $b$.\n"
    assert package.problem.limits == Limits(4.0, 64 * MEBIBYTE, 2 * MEBIBYTE)


def test_a_legacy_package_without_problem_yaml(legacy):
    package = read_package(legacy({"problem.yaml": None, "domjudge-problem.ini": "color='#ff0000'\ntimelimit='1.5'\n"}))
    assert package.problem.title == "Old Sum"
    assert package.problem.limits.cpu_seconds == 1.5


def test_without_a_time_limit_it_is_two_seconds(legacy):
    assert read_package(legacy()).problem.limits == Limits(2.0)


def test_the_title_is_english_or_the_statements_or_the_first(modern):
    head = "problem_format_version: 2025-09\n"
    other = {"statement/problem.en.md": None, "statement/problem.sv.md": "Addera.\n"}
    assert read_package(modern({"problem.yaml": head + "name: Plain\n"})).problem.title == "Plain"
    swedish = {"problem.yaml": head + "name: {sv: Summa, de: Summe}\n", **other}
    assert read_package(modern(swedish)).problem.title in {"Summa", "Summe"}


@pytest.mark.parametrize(
    ("files", "text"),
    [
        ({"statement/problem.sv.md": "sv", "statement/problem.md": "none"}, "none\n"),
        ({"statement/problem.sv.md": "sv", "statement/problem.de.md": "de"}, "de\n"),
        ({"statement/problem.en.md": "en", "statement/problem.en.tex": "tex"}, "en\n"),
        ({"problem_statement/problem.en.tex": r"\emph{tex}"}, "*tex*\n"),
    ],
)
def test_which_statement_is_taken(modern, files, text):
    assert read_package(modern({"statement/problem.en.md": None, **files})).problem.statement == text


def test_samples_come_in_natural_order_without_other_files(modern):
    extra = {f"data/sample/{number}.{kind}": f"{number}\n" for number in (2, 10) for kind in ("in", "ans")}
    ignored = {"data/sample/1.in.statement": "", "data/sample/3.interaction": ">1\n", "data/sample/more/9.in": ""}
    package = read_package(modern(extra | ignored))
    assert [test.name for test in package.problem.tests] == ["1", "2", "10"]


def test_windows_line_ends_and_a_byte_order_mark_are_tolerated(modern):
    marked = {"data/sample/1.in": b"\xef\xbb\xbf1 2\r\n", "data/sample/1.ans": b"3\r\n"}
    assert read_package(modern(marked)).problem.tests == (Test("1", "1 2\n", "3\n"),)


@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        ("", KATTIS_RULES),
        ("float_tolerance 1e-6", OutputRules(False, False, 1e-6, 1e-6, False)),
        ("float_absolute_tolerance 1e-8", OutputRules(False, False, 1e-8, None, False)),
        ("float_relative_tolerance 0.5", OutputRules(False, False, None, 0.5, False)),
        ("case_sensitive space_change_sensitive", OutputRules(True, True, None, None, False)),
    ],
)
def test_output_rules_in_every_format(legacy, modern, flags, rules):
    assert read_package(legacy({"problem.yaml": f"validator_flags: {flags}\n"})).problem.output_rules == rules
    listed = {"data/secret/test_group.yaml": f"output_validator_args: {flags.split()}\n"}
    assert read_package(modern(listed)).problem.output_rules == rules
    draft = {"problem.yaml": DRAFT, "data/testdata.yaml": f"output_validator_flags: {flags}\n"}
    assert read_package(modern({**draft, "data/secret/test_group.yaml": None})).problem.output_rules == rules


def test_constants_are_filled_in(modern):
    package = read_package(
        modern(
            {
                "problem.yaml": "problem_format_version: 2025-09\nname: Sum\n"
                "constants: {maxn: {value: 100000, tex: 10^5}, word: abc}\n",
                "statement/problem.en.md": "$n < {{maxn.tex}}$, {{ word }}, {{other}}",
                "input_validators/validate.py": "assert int(input()) < {{maxn}}\n",
            }
        )
    )
    assert package.problem.statement == "$n < 10^5$, abc, {{other}}\n"
    assert package.problem.input_validators[0].source == "assert int(input()) < 100000\n"


def test_programs_of_several_files_begin_with_the_main_one(modern):
    package = read_package(
        modern(
            {
                "submissions/wrong_answer/two/alpha.py": "x = 1\n",
                "submissions/wrong_answer/two/__main__.py": "import alpha\n",
                "submissions/wrong_answer/two/notes.txt": "",
                "submissions/accepted/fast/a.h": "",
                "submissions/accepted/fast/b.cpp": "",
                "submissions/accepted/Main.java": "",
                "submissions/accepted/old.py2": "print 1\n",
                "submissions/accepted/tool.xyz": "",
                "submissions/accepted/a.out": b"\x7fELF\xff",
                "submissions/submissions.yaml": "accepted: {}\n",
            }
        )
    )
    found = {(each.label, each.name): each.program for each in package.submissions}
    assert set(found) == {
        ("accepted", "Main.java"),
        ("accepted", "fast"),
        ("accepted", "sum.py"),
        ("wrong_answer", "two"),
    }
    assert [file.name for file in found["wrong_answer", "two"].files] == ["__main__.py", "alpha.py"]
    assert [file.name for file in found["accepted", "fast"].files] == ["b.cpp", "a.h"]


def test_python_2_is_left_out(legacy):
    package = read_package(
        legacy({"submissions/accepted/a.py": "print 'x'\n", "submissions/accepted/b.py": "#!/usr/bin/python2\n"})
    )
    assert package.submissions == ()


def test_validators_that_cannot_be_run_are_named(modern):
    package = read_package(
        modern(
            {
                "input_validators/format.ctd": "INT(1, ",
                "input_validators/deep/check.cc": "",
                "input_validators/deep/testlib.h": "",
                "input_format_validators/run.viva": "",
                "input_validators/README.md": "",
            }
        )
    )
    assert [program.language for program in package.problem.input_validators] == ["cpp", "python"]
    assert package.unsupported_validators == ("input_validators/format.ctd", "input_format_validators/run.viva")


def test_arguments_of_validators_come_from_the_nearest_group_that_has_tests(modern):
    groups = {
        "data/test_group.yaml": "input_validator_args: [most=9]\n",
        "data/secret/1/test_group.yaml": "input_validator_args: most=5 odd\n",
        "data/secret/1/a.in": "1 2\n",
        "data/secret/2/b/c.in": "1 2\n",
        "data/secret/3/test_group.yaml": "input_validator_args: [unused]\n",
    }
    problem = read_package(modern(groups)).problem
    assert problem.validator_arguments == (("most=9",), ("most=5", "odd"))


def test_without_arguments_validators_are_called_once(modern):
    assert read_package(modern()).problem.validator_arguments == ((),)


def test_validators_with_arguments_of_their_own_are_not_run(modern):
    groups = {"data/test_group.yaml": "input_validator_args: {validate: [--small], other: []}\n"}
    package = read_package(modern(groups))
    assert package.problem.input_validators == ()
    assert package.unsupported_validators == ("input_validators/validate.py",)


def test_a_script_of_checktestdata_becomes_a_program(modern):
    package = read_package(
        modern(
            {
                "input_validators/two.ctd": "INT(0, {{most}}) SPACE INT(0, 9) NEWLINE EOF\n",
                "problem.yaml": "problem_format_version: 2025-09\nconstants: {most: 7}\n",
            }
        )
    )
    script, validator = package.problem.input_validators
    assert (script.language, script.files[0].name, validator.source) == (
        "python",
        "two.ctd",
        "import sys\nsys.exit(42)\n",
    )
    assert "Number(7)" in script.source


# Secret tests


def test_reading_for_a_run_opens_no_secret_test(modern):
    broken = {"data/secret/02.in": b"\xff\xfe", "data/secret/02.yaml": "{", "data/secret/03.ans": ""}
    folder = modern(broken)
    (folder / "data/secret/04.in").symlink_to("/nowhere")
    os.mkfifo(folder / "data/secret/05.in")  # would block whoever opens it
    package = read_package(folder)
    assert not hasattr(package.problem, "secret_tests")
    with pytest.raises(ProblemError):
        package.secret_tests()


def test_reading_for_a_run_leaves_the_access_times_of_secret_tests(modern):
    folder = modern()
    secret = folder / "data/secret/01-big.in"
    os.utime(secret, (1, 2**31))  # read before it was written: any opening would renew it
    read_package(folder)
    assert secret.stat().st_atime == 1


def test_secret_tests_in_groups_are_named_by_their_path(modern):
    package = read_package(modern({"data/secret/g1/2.in": "1 1\n", "data/secret/g1/2.ans": "2\n"}))
    assert [test.name for test in package.secret_tests()] == ["01-big", "g1/2"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"data/secret/01-big.in": None, "data/secret/01-big.ans": None}, "no secret test"),
        ({"data/secret/01-big.ans": None}, "no .ans file"),
        ({"data/secret/01-big.ans": b"\xff"}, "byte offset 0"),
        ({"data/secret/01-big.yaml": "args: [-x]\n"}, "arguments"),
        ({"data/secret/01-big.yaml": "output_validator_args: [case_sensitive]\n"}, "output rules of its own"),
        ({"data/secret/01-big.files/data.txt": "1"}, "input files"),
    ],
)
def test_secret_tests_that_cannot_grade_are_refused(modern, files, reason):
    package = read_package(modern(files))
    with pytest.raises(ProblemError, match=reason):
        package.secret_tests()


# The digest


def test_the_digest_is_of_the_public_part(modern):
    first = read_package(modern()).digest
    assert read_package(modern({"data/secret/01-big.in": "7 7\n", "submissions/accepted/b.py": ""})).digest == first
    assert read_package(modern({"data/sample/1.ans": "4\n"})).digest != first
    assert read_package(modern({"problem.yaml": "problem_format_version: 2025-09\nname: Sum\n"})).digest != first
    assert read_package(modern({"statement/problem.en.md": "Subtract.\n"})).digest != first


# What is refused


def yaml(lines):
    return {"problem.yaml": f"problem_format_version: 2025-09\nname: Sum\n{lines}\n"}


@pytest.mark.parametrize(
    ("files", "file", "reason"),
    [
        ({"problem.yaml": None}, "", "no problem.yaml"),
        ({"problem.yaml": "name: a\n  b: [\n"}, "problem.yaml", "broken YAML in line 2"),
        ({"problem.yaml": "[" * 500}, "problem.yaml", "broken YAML"),
        ({"problem.yaml": "- a\n"}, "problem.yaml", "mapping"),
        ({"problem.yaml": "when: 2026-13-77\n"}, "problem.yaml", "broken YAML"),
        ({"problem.yaml": b"name: \xe5\n"}, "problem.yaml", "byte offset 6"),
        ({"problem.yaml": "problem_format_version: 2031-01\n"}, "problem.yaml", "unknown problem_format_version"),
        ({"problem.yaml": "problem_format_version: 7\n"}, "problem.yaml", "must be a text"),
        ({"problem.yaml": "name: 5\n"}, "problem.yaml", "“name” must be"),
        (yaml("limits: [1]"), "problem.yaml", "“limits” must be a mapping"),
        (yaml("type: {a: b}"), "problem.yaml", "“type” must be a list"),
        (yaml("constants: {a: [1]}"), "problem.yaml", "constant “a”"),
        (yaml("limits: {time_limit: fast}"), "problem.yaml", "“time_limit” must be a number"),
        (yaml("limits: {time_limit: true}"), "problem.yaml", "“time_limit” must be a number"),
        (yaml("limits: {time_limit: 0}"), "problem.yaml", "“time_limit” is 0 seconds"),
        (yaml("limits: {time_limit: -1}"), "problem.yaml", "“time_limit” is -1 seconds"),
        (yaml("limits: {time_limit: 121}"), "problem.yaml", "“time_limit” is 121 seconds"),
        (yaml("limits: {time_limit: .nan}"), "problem.yaml", "“time_limit” is nan seconds"),
        (yaml("limits: {time_limit: .inf}"), "problem.yaml", "“time_limit” is inf seconds"),
        (yaml("limits: {memory: 15}"), "problem.yaml", "“memory” is 15 MiB"),
        (yaml("limits: {memory: 65537}"), "problem.yaml", "“memory” is 65537 MiB"),
        (yaml("limits: {output: 0}"), "problem.yaml", "“output” is 0 MiB"),
        (yaml("") | {".timelimit": "soon"}, ".timelimit", "not a number"),
        (yaml("") | {".timelimit": "nan"}, ".timelimit", "nan seconds"),
        (yaml("type: [pass-fail, multi-pass]"), "problem.yaml", "type “multi-pass”"),
        (yaml("type: submit-answer"), "problem.yaml", "type “submit-answer”"),
        ({"static_validator/check.py": ""}, "static_validator", "not yet supported"),
        ({"include/python/main.py": ""}, "include", "not yet supported"),
        ({"data/testdata.yaml": "grading: custom\n"}, "data/testdata.yaml", "custom grader"),
        ({"data/sample/1.yaml": "args: [-x]\n"}, "data/sample/1.yaml", "command-line arguments"),
        ({"data/sample/1.files/a": ""}, "data/sample/1.files", "input files"),
        (
            {
                "data/sample/test_group.yaml": "output_validator_args: []\n",
                "data/secret/test_group.yaml": "output_validator_args: [case_sensitive]\n",
            },
            "data/secret/test_group.yaml",
            "other output validator arguments",
        ),
        ({"data/test_group.yaml": "output_validator_args: [fuzzy]\n"}, "data/test_group.yaml", "“fuzzy”"),
        (
            {"data/test_group.yaml": "output_validator_args: [float_tolerance]\n"},
            "data/test_group.yaml",
            "needs a number",
        ),
        ({"data/sample/1.ans": None}, "data/sample/1.in", "no .ans file"),
        ({"data/sample/1.in": None}, "data/sample/1.ans", "no .in file"),
        ({"data/sample/1.in": None, "data/sample/1.ans": None}, "data/sample", "at least one public test"),
        ({"data/sample/1.in": b"ab\xff"}, "data/sample/1.in", "byte offset 2"),
        ({"data/sample/1.in": MIB * 8 + b"x"}, "data/sample/1.in", "larger than 8 MiB"),
        ({"statement/problem.en.md": MIB + b"x"}, "statement/problem.en.md", "larger than 1 MiB"),
        ({"submissions/accepted/sum.py": MIB + b"x"}, "submissions/accepted/sum.py", "larger than 1 MiB"),
        ({"statement/problem.en.md": " \n"}, "statement/problem.en.md", "empty"),
        ({"statement/problem.en.md": None}, "", "no statement"),
        (
            {"statement/problem.en.md": None, "statement/problem.en.pdf": "%PDF"},
            "statement/problem.en.pdf",
            "only statement is a PDF",
        ),
        ({"data/sample/1.in": None, "data/sample/1.ans": None, "data/sample": "x"}, "data/sample", "a folder is"),
        ({"statement/problem.en.md/x": "", "statement/problem.en.md": None}, "statement/problem.en.md", "regular file"),
    ],
)
def test_a_refusal_names_file_reason_and_remedy(modern, files, file, reason):
    folder = modern(files)
    with pytest.raises(ProblemError, match=reason) as refused:
        read_package(folder)
    assert refused.value.file == folder / file
    assert refused.value.remedy
    assert str(folder / file) in str(refused.value)


def test_a_legacy_package_may_keep_an_unused_output_validator(legacy):
    assert read_package(legacy({"output_validators/check.py": ""})).problem.tests


def test_a_scoring_problem_with_the_default_grader_is_read_as_pass_fail(modern):
    assert read_package(modern(yaml("type: scoring"))).problem.tests


def test_a_missing_folder_and_a_file_are_refused(tmp_path):
    with pytest.raises(ProblemError, match="no such folder"):
        read_package(tmp_path / "none")
    archive = tmp_path / "sum.zip"
    archive.touch()
    with pytest.raises(ProblemError, match="is a file"):
        read_package(archive)


@pytest.mark.parametrize("place", ["data/sample/2.in", "submissions/accepted/b.py", "statement/problem.en.tex"])
def test_a_link_out_of_the_package_is_refused(modern, tmp_path, place):
    folder = modern({"statement/problem.md": "Add.", "statement/problem.en.md": None})
    outside = tmp_path / "outside"
    outside.write_text("secret of another program")
    (folder / place).symlink_to(outside)
    (folder / "data/sample/2.ans").touch()
    (folder / "data/sample/2.in").touch()
    with pytest.raises(ProblemError, match="leads outside the package"):
        read_package(folder)


def test_a_folder_that_is_a_link_out_of_the_package_is_refused(modern):
    folder = modern()
    (folder / "input_format_validators").symlink_to("/usr")
    with pytest.raises(ProblemError, match="leads outside the package"):
        read_package(folder)


def test_a_link_within_the_package_is_followed(modern):
    folder = modern()
    (folder / "data/sample/2.in").symlink_to("../secret/01-big.in")
    (folder / "data/sample/2.ans").symlink_to("../secret/01-big.ans")
    assert read_package(folder).problem.tests[1].expected == "3000\n"


def test_links_in_a_circle_are_refused(modern):
    folder = modern()
    (folder / "data/sample/1.in").unlink()
    (folder / "data/sample/1.in").symlink_to("1.in")
    with pytest.raises(ProblemError):
        read_package(folder)


def test_a_pipe_in_place_of_a_file_is_refused_not_opened(modern):
    folder = modern({"data/sample/1.in": None})
    os.mkfifo(folder / "data/sample/1.in")
    with pytest.raises(ProblemError, match="regular file"):
        read_package(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permission_denied_is_explained(modern):
    folder = modern()
    (folder / "data/sample/1.in").chmod(0)
    with pytest.raises(ProblemError, match="permission denied") as refused:
        read_package(folder)
    assert refused.value.file == folder / "data/sample/1.in"


def test_what_the_system_refuses_is_explained(tmp_path):
    with pytest.raises(ProblemError, match="file name too long"):
        read_package(tmp_path / ("x" * 300))


def test_a_relative_path_will_do_even_if_the_process_moves_on(modern, monkeypatch, tmp_path):
    monkeypatch.chdir(modern())
    package = read_package(Path())
    assert package.problem.name == "sum"
    monkeypatch.chdir(tmp_path)
    assert package.secret_tests()
