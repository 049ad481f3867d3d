"""What a configuration may say, how it is refused, which layer wins, and that the file is changed with care."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.config import Config, load_config
from engine.config.checking import WrongValueError, fields, key, value_of
from engine.config.loading import read_text, variable
from engine.config.text import changed, documented, line_of
from engine.errors import ConfigError

FILE = Path("config.toml")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config.toml"


@pytest.fixture
def loaded(file):
    """Load a file's text, with more in the environment, and options over both."""

    def load(text="", environment=None, flags=None):
        file.write_text(text)
        return load_config({"SSTAR_CONFIG_DIR": str(file.parent)} | (environment or {}), flags)

    return load


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("samples = 0", 1, "samples: a whole number from 1 to 4096 is needed, not “0”. Correct it."),
        ("\n\nsamples = true", 3, "samples: a whole number from 1 to 4096 is needed, not “true”"),
        ("sampels = 3", 1, "sampels: there is no such key. Did you mean “samples”?"),
        ('model = ""', 1, "model: some text is needed, not “”"),
        ("pace = nan", 1, "pace: a number from 0 on is needed, not “nan”"),
        ("ascii = 1", 1, "ascii: true or false is needed"),
        ('display = "big"', 1, "display: one of auto, full, plain, json, none is needed, not “big”"),
        ('[roles]\njudge = "a/b"\nsolvr = "x"', 3, "roles.solvr: there is no such key. Did you mean “solver”?"),
        ("judge = 'a/b'", 1, "judge: there is no such key. There is one below [roles]: move it there."),
        ("[budget]\nsamples = 3", 2, "There is one above the first [table]: move it there."),
        ('budget.calls = "x"', 1, "budget.calls: a whole number from 1 to 1000000 is needed"),
        ("prices = 3", 1, "prices: this is a table of keys, not a value. Write [prices] above its keys."),
        ('[prices]\n# dear\n"x/*" = [1]', 3, 'prices."x/*": a list of two or three numbers from 0 on is needed'),
        ("[providers.box]\nbase_url = 'ftp:x'", 2, "providers.box.base_url: an address such as http"),
        ("[providers.box]\nbase = 'http://x'", 2, "providers.box.base: there is no such key. Did you mean “base_url”?"),
        ("[providers.'a b']\nconcurrency = 1", 1, 'providers."a b": a name without blanks is needed'),
        (
            "[providers.box]\nkey_env = 'sk-123'",
            2,
            "box.key_env: the name of an environment variable is needed, not what",
        ),
        (
            "[providers.box]\nheaders = {X = 'no way'}",
            2,
            "providers.box.headers.X: the name of an environment variable",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(loaded, file, text, line, words):
    with pytest.raises(ConfigError) as caught:
        loaded(text)
    assert str(caught.value).startswith(f"{file}, line {line}: ")
    assert words in str(caught.value)
    assert "sk-123" not in str(caught.value)


def test_what_is_no_toml_is_said_with_its_line(loaded):
    with pytest.raises(ConfigError, match=r"config.toml: this is no TOML: .*at line 2.*sstar config edit"):
        loaded("a = 1\nb = = 2")


def test_a_file_that_cannot_be_read_is_said(file):
    file.mkdir()
    with pytest.raises(ConfigError, match="it cannot be read"):
        load_config({"SSTAR_CONFIG_DIR": str(file.parent)})


def test_the_environment_is_held_to_the_same(loaded):
    with pytest.raises(ConfigError, match=r"SSTAR_SAMPLES: a whole number .* not “many”. Correct or unset SSTAR_SAMP"):
        loaded(environment={"SSTAR_SAMPLES": "many"})


def test_a_key_that_nobody_knows_is_named_with_the_nearest():
    with pytest.raises(WrongValueError) as caught:
        key("budget.call")
    assert caught.value.remedy == "Did you mean “budget.calls”?"


# ---------------------------------------------------------------- who wins


def test_without_anything_the_defaults_hold(tmp_path):
    found = load_config({"SSTAR_CONFIG_DIR": str(tmp_path / "none")})
    assert found.config == Config()
    assert found.source("samples") == "default"


def test_options_go_before_the_environment_and_that_before_the_file(loaded):
    text = "samples = 5\nrounds = 1\ninputs = 9\n"
    found = loaded(text, {"SSTAR_SAMPLES": "6", "SSTAR_ROUNDS": "0"}, {("samples",): ("--samples", 7)})
    assert (found.config.samples, found.config.rounds, found.config.inputs) == (7, 0, 9)
    assert [found.source(name) for name in ("samples", "rounds", "inputs", "pace")] == [
        "--samples",
        "SSTAR_ROUNDS",
        "config.toml line 3",
        "default",
    ]


def test_every_key_with_one_value_has_its_variable(loaded):
    good = {str: "a/b", int: "3", float: "3", bool: "true"}
    for path, field in fields().items():
        for text in (*good.values(), "plain", "last", "low", "swiss"):
            try:
                value = value_of(path, text)
            except WrongValueError:
                continue
            found = loaded(environment={variable(path): text})
            assert found.values == {path: value}, field.name
            assert found.source(*path) == variable(path)
            break
        else:
            pytest.fail(f"no text will do for {path}")


def test_an_empty_variable_says_nothing(loaded):
    assert loaded(environment={"SSTAR_SAMPLES": " "}).config.samples is None


def test_who_names_a_model_for_all_hides_the_roles_below(loaded):
    text = 'model = "f/all"\n[roles]\njudge = "f/judge"\ninput_writer = "f/writer"\n'
    below = loaded(text)
    assert below.models() == dict.fromkeys(("solver", "debugger", "scorer"), "f/all") | {
        "input writer": "f/writer",
        "judge": "f/judge",
    }
    assert below.model("judge") == ("f/judge", "config.toml line 3")
    over = loaded(text, {"SSTAR_ROLES_SOLVER": "e/solver"}, {("model",): ("--model", "o/all")})
    assert set(over.models().values()) == {"o/all"}
    both = {("model",): ("--model", "o/all"), ("roles", "judge"): ("--judge", "o/judge")}
    assert loaded(text, flags=both).model("judge") == ("o/judge", "--judge")
    assert loaded(text, flags=both).model("input writer") == ("o/all", "--model")


def test_prices_of_the_command_stand_before_those_of_the_file(loaded):
    found = loaded('[prices]\n"openai/*" = [1, 2]\n', flags={("prices", "openai/x"): ("--price", [3, 4, 0.5])})
    assert list(found.config.prices.items()) == [("openai/x", [3, 4, 0.5]), ("openai/*", [1, 2])]


def test_a_provider_of_one_s_own(loaded):
    found = loaded("[providers.box]\nbase_url = 'http://box:8000/v1'\nkey_env = 'BOX'\nheaders = {X-A = 'B'}\n")
    box = found.config.providers["box"]
    assert (box.base_url, box.key_env, box.concurrency, box.headers) == (
        "http://box:8000/v1",
        "BOX",
        None,
        {"X-A": "B"},
    )
    assert found.source("providers", "box", "key_env") == "config.toml line 3"


# ---------------------------------------------------------------- the text


def test_the_documented_defaults_say_nothing_and_explain_every_key():
    text = documented()
    assert read_text(text, FILE) == {}
    assert "\n\n\n" not in text
    told = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line for line in text.splitlines()
    ).replace("# [providers.box]", "[providers.box]")
    values = read_text(told, FILE)
    for path, field in fields().items():
        assert path in values
        assert field.default is None or values[path][0] == field.default
    assert {path[0] for path in values} >= {"prices", "providers"}


SETTABLE = {
    ("samples",): some.integers(1, 4096),
    ("pace",): some.floats(0, 100),
    ("model",): some.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()),
    ("ascii",): some.booleans(),
    ("budget", "calls"): some.integers(1, 1000),
    ("roles", "judge"): some.text("abc/\"'\\# =", min_size=1, max_size=9),
    ("theme",): some.none(),
}


@pytest.mark.slow
@given(
    some.lists(some.sampled_from(sorted(SETTABLE)).flatmap(lambda path: some.tuples(some.just(path), SETTABLE[path]))),
    some.sampled_from(["", documented(), "# mine\nsamples = 3 # three\n\n[budget] # tight\ncalls = 9\n[prices]\n"]),
)
def test_whatever_is_set_is_read_again_and_nothing_else_changes(changes, text):
    wanted = {path: value for path, (value, _) in read_text(text, FILE).items()}
    comments = [line for line in text.splitlines() if line.startswith("#")]
    for path, value in changes:
        text = changed(text, path, value)
        wanted[path] = value
    found = read_text(text, FILE)
    assert {path: value for path, (value, _) in found.items()} == {p: v for p, v in wanted.items() if v is not None}
    assert [line for line in text.splitlines() if line.startswith("#")] == comments
    for path in found:
        at = line_of(text, path)
        assert at
        assert path[-1] in text.splitlines()[at - 1]
    assert tomllib.loads(text) is not None
