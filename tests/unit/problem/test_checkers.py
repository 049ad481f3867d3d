"""Packages that bring a program to judge outputs, or to talk with programs."""

from __future__ import annotations

import pytest

from engine.errors import ProblemError
from engine.problem import read_package

CHECK = "import sys\nsys.exit(42)\n"
INTERACTIVE = "problem_format_version: 2025-09\nname: Sum\ntype: [pass-fail, interactive]\n"
CUSTOM = {"problem.yaml": "validation: custom\nvalidator_flags: a b\n", "output_validators/check.py": CHECK}
TESTLIB = '#include "testlib.h"\nint main(int argc, char* argv[]) { registerTestlibCmd(argc, argv); }\n'


@pytest.mark.parametrize("folder", ["output_validator", "output_validators"])
def test_a_validator_of_the_newer_formats_judges(modern, folder):
    checker = read_package(modern({f"{folder}/check.py": CHECK, f"{folder}/README.md": "notes"})).problem.checker
    assert (checker.protocol, checker.interactive, checker.arguments) == ("kattis", False, ())
    assert checker.program.source == CHECK


def test_a_validator_of_the_legacy_format_judges_with_its_flags(legacy):
    package = read_package(legacy(CUSTOM))
    assert package.problem.judge == "checker"
    assert package.problem.checker.arguments == ("a", "b")
    score = read_package(legacy(CUSTOM | {"problem.yaml": "validation: custom score\n"}))
    assert score.problem.judge == "checker"


def test_headers_and_modules_of_a_validator_come_with_it(modern, legacy):
    files = {"output_validator/check.cpp": '#include "own.h"\n', "output_validator/own.h": "// own\n"}
    program = read_package(modern(files)).problem.checker.program
    assert [file.name for file in program.files] == ["check.cpp", "own.h"]
    files = {
        "problem.yaml": "validation: custom\n",
        "output_validators/check/main.cc": "",
        "output_validators/check/own.h": "",
    }
    assert [file.name for file in read_package(legacy(files)).problem.checker.program.files] == ["main.cc", "own.h"]


def test_a_testlib_checker_is_known_by_its_include(legacy):
    files = {
        "problem.yaml": "validation: custom\n",
        "output_validators/check.cpp": TESTLIB,
        "output_validators/testlib.h": "#define OK_EXIT_CODE 0\n",
    }
    assert read_package(legacy(files)).problem.checker.protocol == "testlib"
    files["output_validators/testlib.h"] = "#   define OK_EXIT_CODE 42\n"
    assert read_package(legacy(files)).problem.checker.protocol == "kattis"


def test_groups_and_tests_may_give_the_validator_arguments_of_their_own(modern):
    files = {
        "output_validator/check.py": CHECK,
        "data/test_group.yaml": "output_validator_args: [all]\n",
        "data/sample/test_group.yaml": "output_validator_args: [sample]\n",
        "data/secret/b/test_group.yaml": "output_validator_args: [deep]\n",
        "data/secret/b/1.in": "1 1\n",
        "data/secret/b/1.ans": "2\n",
        "data/secret/b/2.in": "1 1\n",
        "data/secret/b/2.ans": "2\n",
        "data/secret/b/2.yaml": "output_validator_args: [own]\n",
    }
    package = read_package(modern(files))
    assert package.problem.checker.arguments == ("sample",)
    found = {test.name: test.arguments for test in package.secret_tests()}
    assert found == {"01-big": ("all",), "b/1": ("deep",), "b/2": ("own",)}


def test_flags_of_legacy_groups_come_after_those_of_the_package(legacy):
    files = CUSTOM | {
        "data/secret/testdata.yaml": "output_validator_flags: c\n",
        "data/secret/1.in": "1 1\n",
        "data/secret/1.ans": "2\n",
    }
    package = read_package(legacy(files))
    assert package.problem.checker.arguments == ("a", "b")
    assert package.secret_tests()[0].arguments == ("a", "b", "c")


def test_an_interactive_package_brings_its_recorded_interactions(modern, legacy):
    files = {"problem.yaml": INTERACTIVE, "output_validator/talk.py": CHECK, "data/sample/1.interaction": "<1 2\n>3\n"}
    problem = read_package(modern(files)).problem
    assert problem.judge == "interactor"
    assert [(item.name, item.text) for item in problem.interactions] == [("1", "< 1 2\n> 3\n")]
    assert [test.name for test in problem.tests] == ["1"]
    old = CUSTOM | {"problem.yaml": "validation: custom interactive\n"}
    assert read_package(legacy(old)).problem.judge == "interactor"


def test_an_interactive_package_may_have_recorded_interactions_alone(modern):
    files = {
        "problem.yaml": INTERACTIVE,
        "output_validator/talk.py": CHECK,
        "data/sample/1.in": None,
        "data/sample/1.ans": None,
        "data/sample/1.interaction": "> 1\n",
    }
    problem = read_package(modern(files)).problem
    assert problem.tests == ()
    assert len(problem.interactions) == 1


def test_the_checker_is_a_part_of_what_a_problem_is(modern):
    digests = {
        read_package(modern({"output_validator/check.py": text})).digest for text in (CHECK, CHECK + "# other\n")
    }
    assert len(digests) == 2


def test_a_problem_without_a_checker_is_named_as_before_there_were_any(modern):
    """Runs that began then can still be resumed."""
    assert read_package(modern()).digest == "a85d944060cd63bc"


@pytest.mark.parametrize(
    ("files", "where", "reason"),
    [
        (
            {"problem.yaml": "problem_format_version: 2025-09\ntype: multi-pass\n"},
            "problem.yaml",
            "multi-pass.*several",
        ),
        (
            {"problem.yaml": "problem_format_version: 2025-09\ntype: submit-answer\n"},
            "problem.yaml",
            "without a program",
        ),
        ({"problem.yaml": "problem_format_version: 2025-09\ntype: duel\n"}, "problem.yaml", "none of interactive"),
        ({"problem.yaml": INTERACTIVE}, "output_validator", "needs an output validator"),
        ({"output_validator/check.hs": ""}, "check.hs", "in no language"),
        ({"output_validators/a.py": "", "output_validators/b.py": ""}, "output_validators", "several.*a.py, b.py"),
        ({"output_validator/build": "", "output_validator/x.py": ""}, "output_validator", "script of its own"),
        ({"output_validator/check.cpp": TESTLIB}, "output_validator", "testlib.h, which is not beside it"),
        (
            {
                "problem.yaml": INTERACTIVE,
                "output_validator/talk.cpp": TESTLIB,
                "output_validator/testlib.h": "",
            },
            "output_validator",
            "interactor of testlib",
        ),
        ({"graders/grade.py": ""}, "graders", "custom graders"),
        ({"static_validator/x.py": ""}, "static_validator", "by its source"),
        (
            {"output_validator/check.py": CHECK, "data/sample/1.yaml": "output_validator_args: [x]\n"},
            "1.yaml",
            "public test with arguments of its own",
        ),
    ],
)
def test_what_cannot_be_judged_is_refused_with_file_reason_and_remedy(modern, files, where, reason):
    with pytest.raises(ProblemError, match=reason) as raised:
        read_package(modern(files))
    assert raised.value.file.name == where
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("validation", "reason"), [("custom", "there is none"), ("other", "unknown"), ("custom grader", "unknown")]
)
def test_legacy_validation_that_cannot_be_is_refused(legacy, validation, reason):
    with pytest.raises(ProblemError, match=reason):
        read_package(legacy({"problem.yaml": f"validation: {validation}\n"}))
