"""The page in a real browser: it plays, goes to a chapter, marks what is heard, and obeys the keyboard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sharing import sounds
from tests.sharing.serving import Served, serving
from tests.virtual_audio.waiting import wait_until

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium (Debian: apt install chromium chromium-driver)"
)

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
    "--disable-dev-shm-usage", "--window-size=390,844",
)  # fmt: skip
_WITHIN_SECONDS = 0.05


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("songs")
    sounds.session_mp3(folder / "a.mp3", seconds=20)
    sounds.foreign_mp3(folder / "b.mp3", seconds=5)
    with serving(folder) as found:
        yield found


class Page:
    """The page, freshly opened, by what a listener would look for."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        browser.get(address)
        for summary in self.all("summary"):
            summary.click()

    def all(self, selector: str) -> list[Any]:
        from selenium.webdriver.common.by import By

        found: list[Any] = self.browser.find_elements(By.CSS_SELECTOR, selector)
        return found

    def button(self, label: str) -> Any:
        return next(each for each in self.all("button") if each.text == label and each.is_displayed())

    def ask(self, script: str) -> Any:
        return self.browser.execute_script(f"return {script}")

    @property
    def seconds(self) -> float:
        return float(self.ask("document.querySelector('audio').currentTime"))

    def listen(self) -> None:
        """Note from now on which seconds are heard."""
        self.browser.execute_script(
            """
            const audio = document.querySelector("audio");
            window.heard = [];
            for (const event of ["playing", "timeupdate"]) {
              audio.addEventListener(event, () => { if (!audio.seeking) heard.push(audio.currentTime); });
            }
            """
        )

    @property
    def heard(self) -> list[float]:
        return [float(each) for each in self.ask("window.heard")]

    def current(self, selector: str) -> list[str]:
        return [each.get_attribute("textContent") for each in self.all(f"{selector} [aria-current=true]")]


@pytest.fixture
def page(browser: Any, served: Served) -> Page:
    return Page(browser, served.sharing.address)


def test_it_plays_and_pauses(page: Page) -> None:
    page.button("Play").click()
    wait_until(lambda: page.seconds > 0.3, "the sound plays")
    page.button("Pause").click()
    wait_until(lambda: bool(page.ask("document.querySelector('audio').paused")), "the sound pauses")
    assert page.button("Play")


@pytest.mark.parametrize("has_begun", [False, True])
def test_a_chapter_is_gone_to_and_marked_and_so_are_its_words(page: Page, has_begun: bool) -> None:
    if has_begun:
        page.button("Play").click()
        wait_until(lambda: page.seconds > 0.1, "the sound plays")
        page.button("Pause").click()
    # Playing on would move the time between the click and the question.
    page.ask("HTMLMediaElement.prototype.play = () => Promise.resolve()")
    page.all(".chapters button")[1].click()
    wait_until(lambda: abs(page.seconds - 4.0) < _WITHIN_SECONDS, "the second chapter is reached")
    wait_until(lambda: page.current(".chapters") == ["Glutes, left, 0:04"], "the chapter is marked")
    page.ask("document.querySelector('audio').currentTime = 6.5")
    wait_until(lambda: page.current(".text") == ["Rest there & breathe --> slowly."], "the line is marked")
    assert page.current(".chapters") == ["Glutes, left, 0:04"]
    page.button("Next chapter").click()
    wait_until(lambda: page.current(".chapters") == ["Calves </script>, 0:08"], "the next chapter")
    page.button("Back 15 seconds").click()
    wait_until(lambda: page.seconds == 0, "back to the beginning")
    page.button("Forward 15 seconds").click()
    wait_until(lambda: abs(page.seconds - 15) < _WITHIN_SECONDS, "forward")
    page.button("Previous chapter").click()
    wait_until(lambda: abs(page.seconds - 8.5) < _WITHIN_SECONDS, "to the beginning of this chapter")
    page.button("Previous chapter").click()
    wait_until(lambda: abs(page.seconds - 4.0) < _WITHIN_SECONDS, "to the chapter before it")


def test_a_chapter_plays_from_its_start(page: Page) -> None:
    page.listen()
    page.all(".chapters button")[2].click()
    wait_until(lambda: len(page.heard) > 2, "the third chapter plays")
    assert -_WITHIN_SECONDS < page.heard[0] - 8.5 < 1  # on a busy machine the question comes late
    assert page.heard == sorted(page.heard)


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    chapter = page.all(".chapters button")[1]
    page.ask("document.querySelectorAll('.chapters button')[0].focus()")
    page.browser.switch_to.active_element.send_keys(Keys.TAB)
    assert page.browser.switch_to.active_element == chapter
    assert page.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.listen()
    chapter.send_keys(Keys.ENTER)
    wait_until(lambda: len(page.heard) > 2, "the chapter plays")
    assert -_WITHIN_SECONDS < page.heard[0] - 4.0 < 1  # on a busy machine the question comes late


def test_one_sound_at_a_time(page: Page) -> None:
    page.button("Play").click()
    wait_until(lambda: page.seconds > 0.1, "the first plays")
    page.button("Play").click()  # the other one's: the first key says Pause now
    wait_until(
        lambda: page.ask("Array.from(document.querySelectorAll('audio'), (a) => a.paused)") == [True, False],
        "x",
    )


def test_everything_can_be_hit_and_read(page: Page) -> None:
    for each in [*page.all("button"), *page.all("a.button"), *page.all("summary")]:
        assert each.rect["height"] >= 44, each.text
        assert each.accessible_name.strip()
    assert page.ask("document.documentElement.scrollWidth <= window.innerWidth")
    assert [each.aria_role for each in page.all("main")] == ["main"]


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_refused(page: Page, served: Served) -> None:
    page.browser.get_log("performance")  # forget what the browser's own first page asked for
    page.browser.get(served.sharing.address)
    page.button("Play").click()
    wait_until(lambda: page.seconds > 0.1, "the sound plays")
    told = [json.loads(each["message"])["message"] for each in page.browser.get_log("performance")]
    asked = {
        each["params"]["request"]["url"] for each in told if each["method"] == "Network.requestWillBeSent"
    }
    assert asked
    assert all(url.startswith((served.sharing.address, "data:")) for url in asked), asked
    assert [each for each in page.browser.get_log("browser") if each["level"] == "SEVERE"] == []


def test_without_its_script_it_still_plays_and_its_chapters_are_links(page: Page, served: Served) -> None:
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.browser.get(served.sharing.address)
        for summary in page.all("summary"):
            summary.click()
        links = page.all(".chapters a")
        assert all(each.is_displayed() for each in links)
        assert [each.get_attribute("href").rpartition("#")[2] for each in links] == [
            "t=0.000",
            "t=4.000",
            "t=8.500",
        ]
        assert all(each.is_displayed() for each in page.all("audio[controls]"))
        assert not any(each.is_displayed() for each in page.all(".keys"))
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
