"""Addresses: those that are listened on, those that are shown."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice_coach.errors import InputError
from voice_coach.sharing.network import address_of, lan_address, listen, web_folder


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
def test_all_addresses_are_those_of_both_families() -> None:
    with listen("::", None) as listening:
        port = listening.getsockname()[1]
        for near in ("127.0.0.1", "::1"):
            with socket.create_connection((near, port), timeout=5):
                pass


def test_one_address_is_no_other() -> None:
    with listen("127.0.0.1", None) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(OSError):  # noqa: PT011
            socket.create_connection(("127.0.0.2", port), timeout=5)


def test_a_port_that_is_only_preferred_gives_way() -> None:
    with listen("127.0.0.1", None) as first:
        taken = first.getsockname()[1]
        with listen("127.0.0.1", None, taken) as second:
            assert second.getsockname()[1] != taken
        with pytest.raises(InputError, match=f"Port {taken} is in use"):
            listen("127.0.0.1", taken)


def test_the_network_s_address_is_one_of_this_computer() -> None:
    found = lan_address()
    if found is None:
        pytest.skip("no network here")
    assert not ipaddress.ip_address(found).is_loopback
    listen(found, None).close()


def test_addresses_are_written_as_browsers_want_them() -> None:
    assert address_of("192.168.1.2", 80, "x") == "http://192.168.1.2:80/x/"
    assert address_of("fd00::1", 80, "x") == "http://[fd00::1]:80/x/"


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://müller.example", "https://xn--mller-kva.example/"),
        ("https://müller.example:8443/übung/", "https://xn--mller-kva.example:8443/%C3%BCbung/"),
        ("http://example.org/a%20ñ", "http://example.org/a%20%C3%B1/"),
        ("https://правда.example/", "https://xn--80aafi6cg.example/"),
    ],
)
def test_addresses_with_umlauts_are_as_the_network_has_them(url: str, plain: str) -> None:
    assert web_folder(url) == plain
    assert address_of("müller.example", 80, "x") == "http://xn--mller-kva.example:80/x/"


@pytest.mark.parametrize("host", ["ü" * 70 + ".example", "a..ü", "müller.invalid", "nowhere.invalid", "\0"])
def test_a_host_that_is_none_is_a_sentence(host: str) -> None:
    with pytest.raises(InputError, match="isn't an address of this computer"):
        listen(host, None)


@given(st.text(max_size=30))
def test_any_text_is_a_folder_s_address_or_refused(text: str) -> None:
    for url in (text, f"https://example.org/{text}"):
        try:
            found = web_folder(url)
            assert found.isascii()
            assert found == web_folder(found)
            if url.isascii():
                assert found.removesuffix("/") == url.removesuffix("/")
        except InputError as error:
            assert repr(url) in error.message
