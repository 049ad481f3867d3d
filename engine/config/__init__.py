"""The configuration: config.toml, the environment, and options of a command, in one typed whole."""

from engine.config.loading import Loaded, load_config
from engine.config.schema import Config

__all__ = ["Config", "Loaded", "load_config"]
