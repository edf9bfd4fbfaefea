"""`make bench`: requests a second of each page, beside constant bytes from the same server.

Ratios in one run are what counts: the machine, and the client that shares its cores, drop out.
"""
