"""Which addresses may be connected to: public ones, and the networks that a setting allows.

The tables follow IANA's special-purpose address registries (RFC 6890), not `ipaddress.is_global`,
whose answer depends on the version of Python. An IPv6 address that carries an IPv4 address
(mapped, compatible, 6to4, NAT64) is as public as the address it carries.
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REFUSED_4 = {
    IPv4Network(network): kind
    for network, kind in {
        "0.0.0.0/8": "unspecified",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "carrier-grade NAT",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "protocol assignments",
        "192.0.2.0/24": "documentation",
        "192.88.99.0/24": "6to4 relay",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "benchmarking",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
}
_GLOBAL_UNICAST_6 = IPv6Network("2000::/3")
_REFUSED_6 = {
    IPv6Network(network): kind
    for network, kind in {
        "::/128": "unspecified",
        "::1/128": "loopback",
        "fc00::/7": "private",
        "fe80::/10": "link-local",
        "ff00::/8": "multicast",
        "2001::/23": "protocol assignments",
        "2001:db8::/32": "documentation",
        "3fff::/20": "documentation",
    }.items()
}
# Network, and how far the carried IPv4 address is from the right.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),
    (IPv6Network("::/96"), 0),
    (IPv6Network("64:ff9b::/96"), 0),
    (IPv6Network("2002::/16"), 80),
)


class AddressRefusedError(OSError):
    """The address of a host is not public and no setting allows it."""


class Guard:
    """Says which addresses may be connected to.

    Args:
        allow: networks that are allowed although they are not public.
    """

    def __init__(self, allow: Iterable[Network] = ()) -> None:
        self._allow = tuple(allow)

    def allows(self, text: str) -> bool:
        """Whether the numeric address `text` may be connected to."""
        try:
            self.vet(text)
        except AddressRefusedError:
            return False
        return True

    def vet(self, text: str) -> None:
        """Raise AddressRefusedError unless the numeric address `text` may be connected to."""
        try:
            address = ip_address(text)
        except ValueError:
            raise AddressRefusedError(f"refused: '{text}' is not an address") from None
        kind = refusal(address)
        if kind is None or self._allowed(address):
            return
        raise AddressRefusedError(
            f"refused: address {text} is not public ({kind}); "
            "the setting DRAGONET_FETCH_ALLOW can allow its network"
        )

    def _allowed(self, address: Address) -> bool:
        forms = {address, _carried(address)} - {None}
        return any(form in network for form in forms for network in self._allow)


def refusal(address: Address) -> str | None:
    """The kind of an address that is not public (`loopback`, `private`, …); None if it is."""
    if isinstance(address, IPv4Address):
        return _kind(address, _REFUSED_4)
    if address.scope_id is not None:
        return "link-local"
    kind = _kind(address, _REFUSED_6)
    if kind is not None:
        return kind
    carried = _carried(address)
    if carried is not None:
        return refusal(carried)
    return None if address in _GLOBAL_UNICAST_6 else "reserved"


def _kind(address: Address, table: Mapping[Any, str]) -> str | None:
    return next((kind for network, kind in table.items() if address in network), None)


def _carried(address: Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 address that stands for one."""
    if isinstance(address, IPv6Address):
        for network, shift in _CARRIERS:
            if address in network:
                return IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None
