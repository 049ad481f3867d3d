"""Displays without a screen: plain sentences and JSON lines."""
