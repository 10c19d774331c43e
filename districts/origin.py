"""Where what is happening comes from: known to the trail and to the log, and to be asked before any model is loaded."""

from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address, ip_network


@dataclass(frozen=True)
class Origin:
    """Where a change comes from: a request's number and address, or nothing on the command line."""

    request_number: str | None = None
    address: str | None = None


NOWHERE = Origin()
_origin = ContextVar("origin", default=NOWHERE)


def begin(origin):
    """Name the origin of what follows in this request; give the token back to `end`."""
    return _origin.set(origin)


def end(token):
    _origin.reset(token)


def current():
    """The Origin of the request under way; NOWHERE outside of any."""
    return _origin.get()


def plain(address):
    """An address as it stands in the trail: IPv4 as that where it comes mapped into IPv6, and without the name of a network
    card. None for what is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)


def network_of(address):
    """What a limit takes for one place: an IPv4 address; of IPv6 the /64, all of which one line is given."""
    found = ip_address(address)
    return ip_network((found, 64 if found.version == 6 else 32), strict=False)
