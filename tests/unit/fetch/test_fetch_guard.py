from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragonet.fetch.guard import AddressRefusedError, Guard
from dragonet.fetch.problem import Problem
from dragonet.fetch.urls import parse_url

PRIVATE_4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
PRIVATE_6 = ["::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]
PRIVATE_6 += ["2001:db8::/32", "2001::/32", "3fff::/20", "100::/64", "64:ff9b:1::/48", "5f00::/16"]


def inside(networks: list[str]) -> st.SearchStrategy[int]:
    """Addresses of `networks` as integers, ends included."""
    ranges = [ip_network(network) for network in networks]
    return st.one_of(
        [st.integers(int(n.network_address), int(n.broadcast_address)) for n in ranges]
    )


def parts(value: int, count: int) -> list[int]:
    """`value` as `count` numbers as inet_aton reads them: the last one takes the rest."""
    octets = list(value.to_bytes(4, "big"))
    head, rest = octets[: count - 1], octets[count - 1 :]
    return [*head, int.from_bytes(bytes(rest), "big")]


SPELLINGS_4: list[Callable[[int], str]] = [
    lambda value: str(IPv4Address(value)),
    str,
    hex,
    lambda value: "0" + oct(value)[2:],
    lambda value: ".".join(map(str, parts(value, 3))),
    lambda value: ".".join(map(hex, parts(value, 2))),
    lambda value: ".".join("0" + oct(part)[2:] for part in parts(value, 4)),
    lambda value: ".".join(f"0X{part:08X}" for part in parts(value, 4)),
    lambda value: str(IPv4Address(value)).translate({48 + n: 0xFF10 + n for n in range(10)}),
    lambda value: str(IPv4Address(value)).replace(".", "\u3002"),
    lambda value: f"[::ffff:{IPv4Address(value)}]",
    lambda value: f"[{IPv6Address((0xFFFF << 32) + value).exploded}]",
    lambda value: f"[{IPv6Address(value)}]",
    lambda value: f"[{IPv6Address((0x64FF9B << 96) + value)}]",
    lambda value: f"[{IPv6Address((0x2002 << 112) + (value << 80) + 1)}]",
]


def connects(host: str, guard: Guard) -> bool:
    """Whether a URL with the numeric `host` gets as far as a connection."""
    try:
        address = parse_url(f"http://{host}/").url.raw_host
    except Problem:
        return False
    assert address is not None
    ip_address(address)  # else it would be looked up as a name
    return guard.allows(address)


@settings(deadline=None)
@given(inside(PRIVATE_4), st.sampled_from(SPELLINGS_4))
def test_no_private_ipv4_address_passes_in_any_spelling(
    value: int, spell: Callable[[int], str]
) -> None:
    assert not connects(spell(value), Guard())


@settings(deadline=None)
@given(inside(PRIVATE_6), st.booleans())
def test_no_private_ipv6_address_passes(value: int, exploded: bool) -> None:
    address = IPv6Address(value)
    text = address.exploded.upper() if exploded else str(address)
    assert not connects(f"[{text}]", Guard())


@settings(deadline=None)
@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_the_standard_library_agrees_on_what_is_not_public(
    address: IPv4Address | IPv6Address,
) -> None:
    special = not address.is_global or address.is_multicast or address.is_reserved
    carriers = map(ip_network, ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16"))
    if special and not any(address in network for network in carriers):
        assert not Guard().allows(str(address))


@settings(deadline=None)
@given(inside(["1.0.0.0/8", "8.0.0.0/7", "20.0.0.0/8", "80.0.0.0/4", "192.169.0.0/16"]))
def test_public_ipv4_addresses_pass_in_every_spelling(value: int) -> None:
    for spell in SPELLINGS_4:
        assert connects(spell(value), Guard()), spell(value)


@pytest.mark.parametrize("text", ["2606:4700:4700::1111", "2a00:1450:4001::1", "2001:4860::8888"])
def test_public_ipv6_addresses_pass(text: str) -> None:
    Guard().vet(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    {
        "127.0.0.1": "loopback",
        "10.1.2.3": "private",
        "169.254.169.254": "link-local",
        "100.100.100.200": "carrier-grade NAT",
        "0.0.0.0": "unspecified",
        "255.255.255.255": "reserved",
        "224.0.0.1": "multicast",
        "::": "unspecified",
        "::1": "loopback",
        "fd00:ec2::254": "private",
        "fe80::1%eth0": "link-local",
        "2606:4700::1%eth0": "link-local",
        "::ffff:10.0.0.1": "private",
        "64:ff9b::7f00:1": "loopback",
        "2002:a00:1::1": "private",
        "4000::1": "reserved",
    }.items(),
)
def test_a_refusal_names_address_kind_and_setting(text: str, kind: str) -> None:
    with pytest.raises(AddressRefusedError) as caught:
        Guard().vet(text)
    assert f"refused: address {text} is not public ({kind})" in str(caught.value)
    assert "DRAGONET_FETCH_ALLOW" in str(caught.value)


@settings(deadline=None)
@given(inside(["10.1.0.0/16"]), st.sampled_from(SPELLINGS_4))
def test_an_allowed_network_passes_in_every_spelling(
    value: int, spell: Callable[[int], str]
) -> None:
    guard = Guard([ip_network("10.1.0.0/16"), ip_network("fd00::/8")])
    assert connects(spell(value), guard)
    assert not connects(spell(value + (1 << 16)), guard)
    assert guard.allows("fd00::1")
    assert not guard.allows("fc00::1")


def test_what_is_no_address_is_refused() -> None:
    for text in ("", "localhost", "127.1", "0x7f000001", "1.2.3.4.5", "01.2.3.4"):
        assert not Guard([ip_network("0.0.0.0/0"), ip_network("::/0")]).allows(text), text
