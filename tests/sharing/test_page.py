"""The page as markup: nothing from elsewhere, everything named, whatever a title holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.sharing import sounds
from tests.sharing.test_feed import BASE, made_up
from voice_coach.sharing import page as page_module
from voice_coach.sharing.episode import Chapter, Episode, TextLine, clean_text
from voice_coach.sharing.named_episodes import read_episode
from voice_coach.sharing.page import content_security_policy, page
from voice_coach.sharing.site import site_of

_VOID = {"meta", "link", "img"}


class Markup(HTMLParser):
    """Every element with its attributes and text; complains of what is not closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open[-1:]:
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def links(markup: Markup) -> set[str]:
    """All that the page would fetch or lead to."""
    names = ("src", "href", "srcset", "action", "data", "poster")
    return {value for _, attributes in markup.found for name in names if (value := attributes.get(name))}


def test_everything_has_a_name_and_a_language(tmp_path: Path) -> None:
    episode = read_episode(sounds.session_mp3(tmp_path / "warm.mp3"))
    markup = Markup(page([episode]))
    assert markup.all("html") == [{"lang": "en"}]
    assert markup.all("h2")[0]["lang"] == "en"
    assert markup.all("audio")[0]["aria-label"] == sounds.TITLE
    assert "controls" in markup.all("audio")[0]
    assert markup.all("img")[0]["alt"] == ""
    (article,) = markup.all("article")
    assert article["aria-labelledby"] == markup.all("h2")[0]["id"]
    assert all(each["type"] == "button" for each in markup.all("button"))
    assert len(markup.texts["button"]) == len(markup.all("button")) == 5
    assert all(label.strip() for label in markup.texts["button"])
    words = next(each for each in markup.all("div") if each.get("class") == "text")
    assert (words["role"], bool(words["aria-label"])) == ("group", True)
    assert words["tabindex"] == "0"
    downloads = [each for each in markup.all("a") if "download" in each]
    assert [(each["href"], each["download"]) for each in downloads] == [
        (f"media/{episode.media_name}", "warm.mp3")
    ]


def test_it_leads_nowhere_but_to_what_is_shared(tmp_path: Path) -> None:
    episode = read_episode(sounds.session_mp3(tmp_path / "warm.mp3"))
    text = page([episode])
    site = site_of([episode], BASE)
    assert {link.split("#")[0] for link in links(Markup(text))} - {"data:,"} <= set(site)
    assert "http" not in text


def test_several_sessions_are_listed_and_one_is_not() -> None:
    episodes = [made_up("One"), Episode(**{**vars(made_up("Two")), "sha256": "cd" * 32})]
    markup = Markup(page(episodes))
    jumps = [each["href"] for each in markup.all("a") if str(each["href"]).startswith("#")]
    assert jumps == [f"#{each['id']}" for each in markup.all("article")]
    assert len(jumps) == 2
    assert markup.texts["title"] == ["Voice Coach: 2 sessions"]
    assert not Markup(page(episodes[:1])).all("nav")


@given(st.text(), st.text(), st.text())
def test_no_title_breaks_the_page(title: str, name: str, words: str) -> None:
    hostile = f"</script><script>\"{title}'><img src=x>"
    episode = made_up(
        hostile,
        chapters=(Chapter(clean_text(f"<script>{name}") or "x", 1.0),),
        lines=(TextLine(clean_text(f"<img src=x onerror=x>{words}"), 2.0),),
    )
    episode = Episode(
        **{**vars(episode), "path": Path("/x") / (clean_text(name).replace("/", "") + '">.mp3')}
    )
    markup = Markup(page([episode]))
    plain = Markup(page([made_up(chapters=(Chapter("x", 1.0),), lines=(TextLine("x", 2.0),))]))
    assert [tag for tag, _ in markup.found] == [tag for tag, _ in plain.found]
    assert all(
        set(mine) == set(theirs) for (_, mine), (_, theirs) in zip(markup.found, plain.found, strict=True)
    )
    assert markup.texts["h2"] == [episode.tags.title]


def test_the_policy_allows_the_one_script_and_nothing_from_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy().split("; "))
    assert policy["default-src"] == "'none'"
    assert all(
        "unsafe" not in value and "http" not in value and "*" not in value for value in policy.values()
    )
    assert policy["script-src"].startswith("'sha256-")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, of ``#rgb`` or ``#rrggbb``."""
    digits = colour.removeprefix("#")
    pairs = [each * 2 for each in digits] if len(digits) == 3 else [digits[i : i + 2] for i in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_high_by_day_and_by_night() -> None:
    css = Path(page_module.__file__).with_name("page.css").read_text(encoding="utf-8")
    schemes = re.findall(r":root \{([^}]*)\}", css)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+);", scheme))
        for front, back in (("ink", "paper"), ("ink", "soft"), ("mark", "paper"), ("mark", "soft")):
            assert contrast(colours[front], colours[back]) >= 7, (front, back)
        assert contrast(colours["line"], colours["paper"]) >= 3
