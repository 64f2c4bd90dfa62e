"""``voice-coach share``: sessions for the phone, on the local network or as a folder for a web host."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice_coach.cli.share_page import share_page
from voice_coach.errors import InputError

if TYPE_CHECKING:
    from voice_coach.sharing.episode import Episode

_FIRST_PORT = 8470
_USUAL_IDLE_MINUTES = 60.0
_MOST_IDLE_MINUTES = 60 * 24 * 365


@click.command("share")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--port", type=click.IntRange(1, 65_535), metavar="N", help="The port; chosen if not given.")
@click.option("--host", metavar="ADDRESS", help="This computer's address; the local network's if not given.")
@click.option(
    "--idle-minutes",
    type=float,
    metavar="N",
    help=f"Stop after this long without a request; usually {_USUAL_IDLE_MINUTES:.0f}.",
)
@click.option("--no-qr", is_flag=True, help="Print no QR code.")
@click.option(
    "--feed",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Don't serve; write page and feed into DIR, for any web host. Needs --base-url.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="Where DIR, or a phone's page, will be published: https://example.org/sessions/",
)
@click.option("--json", "as_json", is_flag=True, help="Print addresses and sessions as one line of JSON.")
def command(
    paths: tuple[Path, ...],
    port: int | None,
    host: str | None,
    idle_minutes: float | None,
    no_qr: bool,
    folder: Path | None,
    base_url: str | None,
    as_json: bool,
) -> None:
    """Share sessions with phones near you: a page to play and download from, and a podcast feed.

    PATH is a sound file, or a folder whose sound files are shared. Nothing else on this computer can be
    reached. The address holds a secret that is new each time; Ctrl-C ends it. Of a folder that export --web
    wrote, it only shows the address on the web, as a QR code too.
    """
    from voice_coach.sharing.named_episodes import read_named
    from voice_coach.web.written_page import page_titles

    titles = page_titles(paths[0]) if len(paths) == 1 else ()
    if titles:
        given = {"--feed": folder, "--port": port, "--host": host, "--idle-minutes": idle_minutes}
        for name, value in given.items():
            if value is not None:
                raise _bad_option(f"{name} is for sound files, and {paths[0]} is a phone's page.")
        share_page(paths[0], titles, base_url, shows_qr=not no_qr, as_json=as_json)
        return
    if folder is None:
        if base_url is not None:
            raise _bad_option("--base-url is for a folder: it needs --feed DIR.")
        idle_seconds = _idle_seconds(idle_minutes)
    else:
        given = {"--port": port, "--host": host, "--idle-minutes": idle_minutes, "--no-qr": no_qr or None}
        _refuse_serving_options([name for name, value in given.items() if value is not None])
        base = _base(base_url)
    named = read_named(paths)
    for note in named.notes:
        click.echo(note, err=True)
    if folder is not None:
        _write(named.episodes, folder, base, as_json=as_json)
    else:
        _serve(named.episodes, host, port, idle_seconds, shows_qr=not no_qr, as_json=as_json)


def _write(episodes: Sequence[Episode], folder: Path, base: str, *, as_json: bool) -> None:
    from voice_coach.sharing import addresses
    from voice_coach.sharing.site import site_of
    from voice_coach.sharing.write_site import write_site

    site = site_of(episodes, base)
    write_site(site, folder)
    if as_json:
        told = _told(episodes, base) | {"folder": str(folder), "files": len(site)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{folder}: {_count(episodes)} in {len(site)} files. Copy the folder to your web host.")
    click.echo(f"The page will be {base}\nA podcast app takes {base}{addresses.FEED}")


def _serve(
    episodes: Sequence[Episode],
    host: str | None,
    port: int | None,
    idle_seconds: float,
    *,
    shows_qr: bool,
    as_json: bool,
) -> None:
    from voice_coach.sharing.network import THIS_COMPUTER, is_everywhere, lan_address
    from voice_coach.sharing.serve import Sharing

    near = lan_address() if host is None or is_everywhere(host) else host
    with Sharing(
        episodes,
        bind=host or near or THIS_COMPUTER,
        shown=near or THIS_COMPUTER,
        port=port,
        first_choice=_FIRST_PORT,
    ) as sharing:
        if as_json:
            click.echo(json.dumps(_told(episodes, sharing.address), ensure_ascii=False))
        else:
            _tell(episodes, sharing.address, idle_seconds, shows_qr=shows_qr, has_network=near is not None)
        sharing.run(idle_seconds)
    if not as_json:
        click.echo(f"Stopped: no request for {_minutes(idle_seconds)}.")


def _tell(
    episodes: Sequence[Episode], address: str, idle_seconds: float, *, shows_qr: bool, has_network: bool
) -> None:
    from voice_coach.cli.qr_code import show_qr_code
    from voice_coach.sharing import addresses
    from voice_coach.sharing.episode import clock

    click.echo(f"Sharing {_count(episodes)}:")
    for episode in episodes:
        length = f", {clock(round(episode.seconds))}" if episode.seconds is not None else ""
        click.echo(f"  {episode.tags.title}{length}")
    if not has_network:
        click.echo("No network: the address works only on this computer.")
    click.echo(f"On a phone in the same network, open this address:\n\n  {address}\n")
    if shows_qr and show_qr_code(address):
        click.echo("or point the phone's camera at the picture.")
    click.echo(f"A podcast app takes this one:\n\n  {address}{addresses.FEED}\n")
    click.echo("Anyone with the address can listen and download while this runs.")
    click.echo(f"It stops with Ctrl-C, or after {_minutes(idle_seconds)} without a request.")


def _told(episodes: Sequence[Episode], base: str) -> dict[str, Any]:
    from voice_coach.sharing import addresses

    rows = [
        {
            "title": episode.tags.title,
            "file": str(episode.path),
            "seconds": None if episode.seconds is None else round(episode.seconds, 3),
            "bytes": episode.bytes,
            "url": base + addresses.media(episode),
        }
        for episode in episodes
    ]
    return {"page": base, "feed": base + addresses.FEED, "episodes": rows}


def _base(url: str | None) -> str:
    from voice_coach.sharing.network import web_folder

    if url is None:
        raise _bad_option(
            "--feed needs --base-url: podcast apps want the full address of each file.",
            "Say where the folder will be found, such as --base-url https://example.org/sessions/",
        )
    return web_folder(url)


def _idle_seconds(minutes: float | None) -> float:
    minutes = _USUAL_IDLE_MINUTES if minutes is None else minutes
    if not (math.isfinite(minutes) and 0 < minutes <= _MOST_IDLE_MINUTES):
        raise _bad_option(f"--idle-minutes {minutes} isn't a time to wait.", "Use a number above 0.")
    return minutes * 60


def _refuse_serving_options(names: list[str]) -> None:
    if names:
        raise _bad_option(f"{' and '.join(names)} can't be combined with --feed, which serves nothing.")


def _bad_option(message: str, hint: str = "") -> InputError:
    return InputError(message, hint=hint, code="bad-option")


def _count(episodes: Sequence[Episode]) -> str:
    return "1 session" if len(episodes) == 1 else f"{len(episodes)} sessions"


def _minutes(seconds: float) -> str:
    minutes = seconds / 60
    return "a minute" if minutes == 1 else f"{minutes:g} minutes"
