"""What runs inside the sandbox: the fork server, and the processes that it forks.

These modules are started in an interpreter of their own, where nothing of the engine can be imported: they use the
standard library and each other only, and little of it, since whatever they hold is copied at each fork.
"""
