"""This computer's local address, and addresses that can't be guessed."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
from urllib.parse import quote, urlsplit, urlunsplit

from voice_coach.errors import InputError

THIS_COMPUTER = "127.0.0.1"
TOKEN_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Distinct in any type, quick to type."""
TOKEN_LETTERS = 26
"""Of 31: 128.8 bits."""

_LAWFUL = "/:!$&'()*+,;=@%~"
"""Besides letters and digits; a percent sign begins an encoded character."""
_WAITING_CALLERS = 1024
_FAR_AWAY = ("192.0.2.1", "10.255.255.254", "192.168.255.254", "172.31.255.254")
"""An example address, reached by the way out, then private ones for networks without one."""


def new_token() -> str:
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LETTERS))


def lan_address() -> str | None:
    """None without a network.

    Asks the system which address it would send from; nothing is sent.
    """
    for far in _FAR_AWAY:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            try:
                asking.connect((far, 9))
                found = str(asking.getsockname()[0])
            except OSError:
                continue
        if not ipaddress.ip_address(found).is_loopback and found != "0.0.0.0":
            return found
    return None


def address_of(host: str, port: int, token: str) -> str:
    """``http://HOST:PORT/TOKEN/``."""
    return f"http://{f'[{host}]' if ':' in host else host_in_ascii(host)}:{port}/{token}/"


def is_everywhere(host: str) -> bool:
    return host in {"0.0.0.0", "::"}


def web_folder(url: str) -> str:
    """ASCII with a final slash. Raises InputError."""
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        plain = "" if parts.query or parts.fragment or not url.isprintable() or " " in url else url
        if is_one and plain and not plain.isascii():
            user, at, _ = parts.netloc.rpartition("@")
            port = "" if parts.port is None else f":{parts.port}"
            place = f"{quote(user, safe=_LAWFUL)}{at}{host_in_ascii(parts.hostname or '')}{port}"
            plain = urlunsplit(parts._replace(netloc=place, path=quote(parts.path, safe=_LAWFUL)))
    except ValueError:
        is_one, plain = False, ""
    if not is_one or not plain:
        raise InputError(
            f"{url!r} isn't the address of a folder on the web.",
            hint="Write it in full, such as https://example.org/sessions/",
            code="bad-address",
        )
    return plain if plain.endswith("/") else f"{plain}/"


def host_in_ascii(host: str) -> str:
    """``müller.example`` as ``xn--mller-kva.example``. Raises ValueError."""
    return host if host.isascii() else host.encode("idna").decode("ascii")


def listen(host: str, port: int | None, first_choice: int = 0) -> socket.socket:
    """At ``port``; if None, ``first_choice`` or any free one. Raises InputError."""
    if not _is_a_name(host):
        raise _cannot_listen(host, 0, ValueError())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    takes_both = host == "::" and socket.has_dualstack_ipv6()
    tries = [port] if port is not None else [first_choice, 0]
    for number in tries:
        try:
            return socket.create_server(
                (host, number), family=family, backlog=_WAITING_CALLERS, dualstack_ipv6=takes_both
            )
        except (OSError, OverflowError) as error:
            if port is None and number != tries[-1] and getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            raise _cannot_listen(host, number, error) from error
    raise AssertionError("the last try returns or raises")


def _is_a_name(host: str) -> bool:
    """Whether it can be looked up; the system's own complaint leaves a socket open."""
    try:
        return host.isprintable() and bool(host.encode("idna") or not host)
    except ValueError:
        return False


def _cannot_listen(host: str, port: int, error: Exception) -> InputError:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return InputError(
            f"Port {port} is in use by another program.",
            hint="Choose another with --port, or leave it out.",
            code="port-in-use",
        )
    if code in {errno.EACCES, errno.EPERM}:
        return InputError(
            f"Port {port} may not be opened by this user.",
            hint="Choose one from 1024 on, or leave --port out.",
            code="port-refused",
        )
    return InputError(
        f"{host} isn't an address of this computer.",
        hint="Leave --host out to have one chosen, or use 0.0.0.0 for all.",
        code="host-unknown",
    )
