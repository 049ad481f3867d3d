"""The vocabulary of the wire: every event of a run, and the commands that a person can give.

Facts (calls, executions, budget ends, a person's acts) are effects that happened once; everything else is
what the strategy concluded from them. Both stand in the journal, in the order in which they happened.
"""
