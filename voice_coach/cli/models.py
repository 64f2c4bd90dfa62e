"""``voice-coach models``: the speech models that Vosk hears with."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click

from voice_coach.content import own_folder

if TYPE_CHECKING:
    from voice_coach.listening.model_store.store import ModelStore


@click.group("models")
def command() -> None:
    """List, get and check speech models. None is needed: the built-in recogniser works without.

    models get uses the network, as do voices get, share and batch --scheduler; no other command does.
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(as_json: bool) -> None:
    """List the models that are here and those that can be fetched."""
    store = _store()
    here = {model.name: model for model in store.list()}
    rows = [
        {
            "name": entry.name,
            "title": entry.title,
            "languages": list(entry.languages),
            "bytes": entry.size_bytes,
            "licence": entry.licence,
            "here": entry.name in here,
        }
        for entry in store.catalogue.entries
    ]
    known = {entry.name for entry in store.catalogue.entries}
    rows += [
        {
            "name": name,
            "title": "",
            "languages": list(model.languages),
            "bytes": 0,
            "licence": "",
            "here": True,
        }
        for name, model in here.items()
        if name not in known
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for entry in store.catalogue.entries:
        click.echo(f"{'*' if entry.name in here else ' '} {entry.describe()}")
    for row in rows[len(store.catalogue.entries) :]:
        click.echo(f"* {row['name']}")
    click.echo("* is installed. Get another: voice-coach models get NAME")


@command.command("get")
@click.argument("name")
def get_command(name: str) -> None:
    """Fetch a model by its NAME or language (en).

    NAME phone gets what a page for a phone's browser needs: Python for browsers, numpy, a decoder. NAME judge
    gets a second judge, Whisper tiny.en, which hears each command again.

    Only this, voices get, share and batch --scheduler use the network.
    """
    from voice_coach.cli.download_progress import DownloadProgress

    if name == "phone":
        from voice_coach.cli.export_web import phone_parts

        with DownloadProgress() as progress:
            phone_parts().get(progress)
        click.echo("Ready for: voice-coach export warmup --web DIR")
        return

    if name == "judge":
        from voice_coach.listening.second_judge.store import fetch_judge, has_runtime

        with DownloadProgress() as progress:
            fetch_judge(own_folder(), progress)
        click.echo("The second judge is here: English sessions ask it from now on.")
        if not has_runtime():
            click.echo("What runs it is missing: pip install 'voice-coach[judge]'", err=True)
        return
    with DownloadProgress() as progress:
        model = _store().get(name, progress)
    click.echo(f"{model.name} is ready: voice-coach start uses it from now on.")


@command.command("check")
@click.argument("name", required=False)
def check_command(name: str | None) -> int:
    """Check the models that are here: complete, unchanged, loadable. Exit code 2 if one is not."""
    from voice_coach.listening.vosk_trial import try_model

    findings = _store().check(name, try_model)
    for finding in findings:
        click.echo(finding.problem or f"{finding.name}: fine. {finding.note}".rstrip())
    if not findings:
        click.echo("No model is installed, and none is needed. To get one: voice-coach models get en")
    return 2 if any(finding.problem for finding in findings) else 0


@command.command("path")
@click.argument("name", required=False)
def path_command(name: str | None) -> None:
    """Print the folder of a model, or the folder where models lie."""
    store = _store()
    click.echo(str(store.folder if name is None else store.path(name)))


def _store() -> ModelStore:
    from voice_coach.listening.model_store.store import shipped_store

    return shipped_store(os.environ.get("VOSK_MODEL_PATH"))
