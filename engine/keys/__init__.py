"""Keys of providers on this machine: found in the environment, the keyring or a file that only its owner reads."""

from engine.keys.finding import FoundKey, find_key, is_key, key_file, key_stores, store_key, tail
from engine.keys.secrets import remember, scrubbed, without_login
from engine.keys.stores import KeyFile, KeyringStore, KeyStore

__all__ = [
    "FoundKey",
    "KeyFile",
    "KeyStore",
    "KeyringStore",
    "find_key",
    "is_key",
    "key_file",
    "key_stores",
    "remember",
    "scrubbed",
    "store_key",
    "tail",
    "without_login",
]
