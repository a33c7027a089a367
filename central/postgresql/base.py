"""Django's engine for PostgreSQL whose health check costs no round trip.

A connection is kept between calls, and before the first statement of each call Django asks the server for ``SELECT 1``. It is one
statement in six of an intake. A server that has ended a connection has said so on its socket, which can be looked at instead.
"""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection."""

    def is_usable(self) -> bool:
        """Whether nobody has ended it: between two statements a server has nothing else to say."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0)
