"""Where keys are found and kept: the order, the mode of the file, a keyring that is a real backend of its library."""

from __future__ import annotations

import stat

import keyring
import keyring.backend
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.errors import KeyStoreError, UsageError
from engine.keys import FoundKey, KeyFile, KeyringStore, find_key, key_stores, store_key, tail

KEY = "sk-marker-0123456789abcdef"


class Double(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 5.0

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.locked = False

    def _check(self):
        if self.locked:
            raise keyring.errors.KeyringLocked("it is locked")

    def get_password(self, service, username):
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._check()
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("not there")


@pytest.fixture
def ring():
    before, double = keyring.get_keyring(), Double()
    keyring.set_keyring(double)
    yield double
    keyring.set_keyring(before)


@pytest.fixture
def here(tmp_path):
    return {"SSTAR_CONFIG_DIR": str(tmp_path / "config")}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "config" / "keys.toml"


# ---------------------------------------------------------------- the order


def test_the_environment_goes_before_the_keyring_and_that_before_the_file(ring, here, file):
    def found(**environment):
        return find_key("openai", ("OPENAI_API_KEY",), here | environment, key_stores(here))

    assert found() is None
    KeyFile(file).set("openai", "in-file")
    assert found() == FoundKey("in-file", "keys.toml", stored=True)
    ring.set_password("sstar", "openai", "in-ring")
    assert found() == FoundKey("in-ring", "the keyring", stored=True)
    assert found(OPENAI_API_KEY="in-environment") == FoundKey("in-environment", "OPENAI_API_KEY", stored=False)
    assert found(OPENAI_API_KEY=" ").value == "in-ring"


def test_a_key_is_kept_in_one_place_alone(ring, here, file):
    assert store_key("openai", f" {KEY}\n", here) == "the keyring"
    assert not file.exists()
    assert store_key("openai", KEY, here, in_file=True) == str(file)
    assert ring.kept == {}
    assert KeyFile(file).get("openai") == KEY
    store_key("openai", KEY, here)
    assert KeyFile(file).get("openai") == ""


def test_a_locked_keyring_says_what_to_do(ring, here):
    ring.locked = True
    with pytest.raises(KeyStoreError, match=r"it is locked\. Unlock it, or keep the key in a file"):
        store_key("openai", KEY, here)
    with pytest.raises(KeyStoreError, match="it is locked"):
        find_key("openai", (), here, key_stores(here))


def test_without_a_keyring_the_file_is_used(here, file):
    assert not KeyringStore().is_there()  # the tests say which backend: one that keeps nothing
    assert store_key("openai", KEY, here) == str(file)
    assert KeyringStore().get("openai") == ""
    assert not KeyringStore().remove("openai")


@pytest.mark.parametrize("text", ["", " \n", "two words", "schlüssel", "a\x00b"])
def test_what_is_no_key_is_not_kept(here, file, text):
    with pytest.raises(UsageError, match="Nothing was kept"):
        store_key("openai", text, here)
    assert not file.exists()


def test_only_the_end_of_a_long_key_is_shown():
    assert tail(KEY) == "…cdef"
    assert tail("short") == "…"
    assert KEY not in repr(FoundKey(KEY, "keys.toml", stored=True))


# ---------------------------------------------------------------- the file


def test_nobody_else_can_read_the_file(here, file):
    store_key("openai", KEY, here)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["keys.toml"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
def test_a_file_that_others_may_use_is_refused(here, file, mode):
    store_key("openai", KEY, here)
    file.chmod(mode)
    for act in (
        lambda: KeyFile(file).get("openai"),
        lambda: KeyFile(file).set("x", "y"),
        lambda: KeyFile(file).remove("x"),
    ):
        with pytest.raises(KeyStoreError, match=f"mode {mode:04o}.*chmod 600 {file}") as caught:
            act()
        assert KEY not in str(caught.value)


def test_a_damaged_file_is_not_quoted(here, file):
    store_key("openai", KEY, here)
    file.write_text(f'openai = "{KEY}')
    with pytest.raises(KeyStoreError, match="is damaged") as caught:
        KeyFile(file).get("openai")
    assert KEY not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(KeyStoreError, match="cannot be written"):
        KeyFile(tmp_path / "file" / "keys.toml").set("openai", KEY)


NAMES = some.text("abc.-_0", min_size=1, max_size=6)
KEYS = some.text(some.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30)


@given(some.lists(some.tuples(NAMES, some.one_of(some.none(), KEYS)), max_size=8))
def test_the_file_keeps_what_it_is_given(tmp_path_factory, acts):
    file = KeyFile(tmp_path_factory.mktemp("keys") / "keys.toml")
    kept = {}
    for name, key in acts:
        if key is None:
            assert file.remove(name) == (kept.pop(name, None) is not None)
        else:
            file.set(name, key)
            kept[name] = key
        assert {item: file.get(item) for item, _ in acts} == {item: kept.get(item, "") for item, _ in acts}
