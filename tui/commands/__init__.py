"""What each command does; its result is the exit status."""
