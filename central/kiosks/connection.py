"""What a server tells of a connection, in the WSGI environment; no header can put it there."""

RAW_URI = "RAW_URI"
"""Path and query as they came, under the name that several servers give it; WSGI itself hands the path on decoded"""
PEER = "suishiban.peer"
"""The name in the client's certificate, where this process ends TLS itself; empty without one, and then no call is believed"""
