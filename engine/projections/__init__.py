"""Folds over events: the live board, and the lineage behind every answer."""
