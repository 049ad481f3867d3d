"""The building blocks of strategies."""
