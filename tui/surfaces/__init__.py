"""Pure painting: a board, a size and what is looked at become lines of text."""
