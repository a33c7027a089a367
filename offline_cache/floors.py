"""The lowest versions that are still believed. A lost or emptied release cache must not open the way back (sync.md 3.2)."""

from collections.abc import Mapping

from offline_cache.database import Database


class Floors:
    """One version for each name; they only rise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, role: str) -> int:
        """The lowest version of `role` that is believed; 0 when it was never seen."""
        rows = self._database.rows("SELECT version FROM floor WHERE role = ?", (role,))
        return int(rows[0][0]) if rows else 0

    def below(self, versions: Mapping[str, int]) -> dict[str, int]:
        """The floors of those `versions` that lie under them."""
        known = {str(role): int(version) for role, version in self._database.rows("SELECT role, version FROM floor")}
        return {role: known[role] for role, version in versions.items() if version < known.get(role, 0)}

    def raise_to(self, versions: Mapping[str, int]) -> None:
        """From now on nothing older is believed; what is higher already stays.

        Raises:
            StoreFailed: no floor was raised.
        """
        if not versions or all(self.of(role) >= version for role, version in versions.items()):
            return
        with self._database.transaction() as transaction:
            transaction.executemany(
                "INSERT INTO floor (role, version) VALUES (?, ?)"
                " ON CONFLICT (role) DO UPDATE SET version = max(version, excluded.version)",
                tuple(versions.items()),
            )
