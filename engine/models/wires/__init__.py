"""What requests and streamed answers look like on the wire: one file for each of the three formats.

A wire sends a request through its SDK (which brings addresses, keys, time limits and the trust in certificates)
and reads the answer itself, event by event: the SDKs' own streams cost up to 18 times as much CPU a token, and
each fails in its own way on a stream that is not as it should be.
"""
