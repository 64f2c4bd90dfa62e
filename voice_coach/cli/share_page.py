"""``voice-coach share`` with a phone's page: where it must lie, and its address as a QR code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from voice_coach.errors import InputError

_CODE = "phone-page"
_AGAIN = "Copy the folder to any host with https, then: voice-coach share {folder} --base-url https://..."


def share_page(
    folder: Path, titles: Sequence[str], base_url: str | None, *, shows_qr: bool, as_json: bool
) -> None:
    """Print the address of the page in ``folder``.

    Raises InputError: `bad-address`; `phone-page` without an address, or if it isn't secure.
    """
    from voice_coach.cli.qr_code import show_qr_code
    from voice_coach.sharing.network import web_folder

    hint = _AGAIN.format(folder=folder)
    if base_url is None:
        problem = (
            f"{folder} is the live coach's page, which browsers let listen only over https; share has none."
        )
        raise InputError(problem, hint=hint, code=_CODE)
    address = web_folder(base_url)
    if not address.startswith("https:"):
        problem = f"{address} isn't secure: the page couldn't listen there, nor work offline."
        raise InputError(problem, hint=hint, code=_CODE)
    if as_json:
        click.echo(json.dumps({"page": address, "titles": list(titles)}, ensure_ascii=False))
        return
    click.echo(f"The live coach: {', '.join(titles)}. Open this address on the phone, once:\n\n  {address}\n")
    if shows_qr and show_qr_code(address):
        click.echo("or point the phone's camera at the picture.")
    click.echo('Wait for "Stored on this phone"; from then on it needs no network.')
