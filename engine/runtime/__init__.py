"""What a strategy is given: a run that remembers, a gate, a budget; and the server that shows it."""
