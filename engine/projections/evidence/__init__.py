"""The parts of an explanation, each a tree of statements: rounds, matches and clusters, costs, other methods."""
