"""Many runs, or many recorded samples, compared: what the methods select, and what it costs."""
