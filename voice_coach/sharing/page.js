"use strict";
// Makes each player's chapters buttons and marks the chapter and the line that are heard. Without it, the
// page still plays, and its chapters are links.
for (const article of document.querySelectorAll("article")) {
  const audio = article.querySelector("audio");
  const keys = article.querySelector(".keys");
  const box = article.querySelector(".text");
  const lines = Array.from(article.querySelectorAll(".text [data-at]"));
  const chapters = Array.from(article.querySelectorAll(".chapters a"), (link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.at = link.dataset.at;
    button.append(...link.childNodes);
    link.replaceWith(button);
    return button;
  });
  const at = (element) => Number(element.dataset.at);

  function goTo(seconds) {
    const place = Math.max(0, seconds);
    const wasLoaded = audio.readyState > 0;
    audio.preload = "auto";
    audio.currentTime = place;  // before anything is loaded: where playing is to begin
    if (!wasLoaded) {
      // Some phones forget such a place.
      audio.addEventListener("loadedmetadata", () => {
        if (Math.abs(audio.currentTime - place) > 0.01) audio.currentTime = place;
      }, { once: true });
    }
  }

  function play() {
    audio.play().catch(() => {});  // refused or taken back: the native controls show it
  }

  function latest(elements) {
    let found = -1;
    // A seek may land a hair before the place that was asked for.
    while (found + 1 < elements.length && at(elements[found + 1]) <= audio.currentTime + 0.02) found += 1;
    return found;
  }

  function mark(elements) {
    const current = elements[latest(elements)];
    for (const element of elements) {
      if (element !== current) element.removeAttribute("aria-current");
    }
    if (!current || current.hasAttribute("aria-current")) return null;
    current.setAttribute("aria-current", "true");
    return current;
  }

  function follow() {
    mark(chapters);
    const line = mark(lines);
    if (line) box.scrollTop = line.offsetTop - box.clientHeight / 3;
  }

  function key(name, action) {
    const button = keys.querySelector(`[data-key="${name}"]`);
    if (button) button.addEventListener("click", action);
    return button;
  }

  function step(by) {
    const here = latest(chapters);
    // "Previous" a few seconds into a chapter means its beginning.
    const again = by < 0 && here >= 0 && audio.currentTime - at(chapters[here]) > 3;
    const there = chapters[again ? here : here + by];
    if (there) goTo(at(there));
    else if (by < 0) goTo(0);
  }

  for (const chapter of chapters) {
    chapter.addEventListener("click", () => { goTo(at(chapter)); play(); });
  }
  const toggle = key("play", () => { if (audio.paused) play(); else audio.pause(); });
  key("back", () => goTo(audio.currentTime - 15));
  key("forward", () => goTo(audio.currentTime + 15));
  key("previous", () => step(-1));
  key("next", () => step(1));
  keys.hidden = false;

  audio.addEventListener("play", () => {
    toggle.textContent = "Pause";
    for (const other of document.querySelectorAll("audio")) if (other !== audio) other.pause();
    if ("mediaSession" in navigator && "MediaMetadata" in window) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: article.querySelector("h2").textContent });
      for (const [action, by] of [["previoustrack", -1], ["nexttrack", 1]]) {
        navigator.mediaSession.setActionHandler(action, chapters.length ? () => step(by) : null);
      }
    }
  });
  audio.addEventListener("pause", () => { toggle.textContent = "Play"; });
  for (const event of ["timeupdate", "seeked", "loadedmetadata"]) audio.addEventListener(event, follow);
}
