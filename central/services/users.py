"""统一用户: the government account of a person, which has their telephone number."""

from central.services.libraries import SimulatedLibrary
from central.services.registry import Kind


class SimulatedUsers(SimulatedLibrary):
    """The accounts of the synthetic people; the interface is `central.services.libraries.DataLibrary`."""

    kind = Kind.USERS
