// Enhances the listing pages, which also work without it. It requests only pages that links lead to as well, and
// stores nothing in the browser.
// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** @type {<T extends Element = HTMLElement>(selector: string, within?: ParentNode) => T | null} */
const one = (selector, within = document) => within.querySelector(selector);
/** @type {(selector: string, within?: ParentNode) => HTMLElement[]} */
const all = (
  selector,
  within = document,
) => /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);

const entries = one("#entries");
/** @type {HTMLInputElement | null} */
const input = one("input[type=search]");
const sum = one(".sum");
/** Whether the folder has more pages. If so, the server searches all of its entries. */
const isPartial = Number(entries?.dataset.pages) > 1;
document.documentElement.classList.add("js");

// ---- Times: relative and in local time ----

/** The Swedish format is that of ISO 8601: `2026-01-31 12:00`. */
const absolute = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], [
  "minute",
  60,
]];

/** @param {ParentNode} within */
function showTimes(within) {
  for (const time of all("time", within)) {
    const date = new Date(time.getAttribute("datetime") ?? "");
    const seconds = (date.getTime() - Date.now()) / 1000;
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
    const ago = document.createElement("i");
    const when = document.createElement("b");
    ago.textContent = Math.abs(seconds) < 60
      ? "just now"
      : relative.format(Math.trunc(seconds / length), unit);
    when.textContent = absolute.format(date);
    time.replaceChildren(ago, when);
  }
  for (const unit of all(".utc", within)) unit.remove();
}

// ---- Search: filters the visible entries, then asks the server to search the subfolders ----

const summary = sum?.textContent ?? "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let searchTimer;
/** @type {AbortController | undefined} */
let searching;

function filter() {
  if (input === null || entries === null) return;
  const words = input.value.normalize().toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows()) {
    const name = (one("bdi", row)?.textContent ?? "").normalize().toLowerCase();
    row.hidden = words.length > 0 && (isPartial || !words.every((word) => name.includes(word)));
    if (!row.hidden) shown++;
  }
  document.body.classList.toggle("searching", words.length > 0);
  cancelSearch();
  showStatus(words.length === 0 ? summary : isPartial ? "Searching…" : `${shown} in this folder`);
  if (words.length > 0) searchTimer = setTimeout(searchSubfolders, 250);
}

/** Cancels the running search and removes its results. */
function cancelSearch() {
  clearTimeout(searchTimer);
  searching?.abort();
  one("#below")?.remove();
}

/** Shows each row of the result page as it arrives. A row is one line. */
async function searchSubfolders() {
  if (input === null || entries === null) return;
  searching = new AbortController();
  const { signal } = searching;
  try {
    const response = await fetch(`?search=${encodeURIComponent(input.value)}`, {
      signal,
      headers: { accept: "text/html" },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    /** @type {HTMLElement | null} */
    let table = null;
    for (
      let rest = "", next = await reader?.read();
      next && !next.done;
      next = await reader?.read()
    ) {
      const lines = (rest + next.value).split("\n");
      rest = lines.pop() ?? "";
      const found = parse(
        `<table><tbody>${lines.filter((line) => line.startsWith("<tr")).join("")}`,
      );
      // Entries of this folder itself are filtered above, unless it has more pages.
      const rows = all("tbody tr", found).filter((row) => isPartial || one("small", row) !== null);
      if (rows.length === 0) continue;
      if (table === null) {
        table = document.createElement("section");
        table.id = "below";
        table.setAttribute("aria-label", "Found in subfolders");
        const copy = /** @type {HTMLElement} */ (entries.cloneNode(false));
        copy.removeAttribute("id");
        copy.className = "entries";
        copy.append(document.createElement("tbody"));
        table.append(copy);
        entries.after(table);
      }
      for (const row of rows) one("tbody", table)?.append(row);
      showTimes(table);
      showStatus(`${shownRows().length} found`);
    }
    showStatus(`${shownRows().length} found`);
  } catch {
    if (!signal.aborted) showStatus("The search failed. Please try again.");
  }
}

/** @param {string} html */
function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

/** @param {string} text */
function showStatus(text) {
  if (sum !== null) sum.textContent = text;
}

const rows = () => entries === null ? [] : all("tbody tr, li", entries);
const shownRows = () => all(".entries tbody tr, .entries > li").filter((row) => !row.hidden);
input?.addEventListener("input", filter);

// ---- Preview: shows the preview page of a file in a pane next to the list ----

/** @type {HTMLElement | null} */
let pane = null;
let latest = 0;

/** @param {HTMLElement | undefined} row */
async function preview(row) {
  const link = row && one(".v", row);
  if (!row || !(link instanceof HTMLAnchorElement)) return;
  const number = ++latest;
  mark(row);
  const box = pane ?? makePane();
  box.setAttribute("aria-busy", "true");
  const page = parse(await (await fetch(link.href, { headers: { accept: "text/html" } })).text());
  const view = one(".view", page);
  if (number !== latest || pane === null) return;
  const title = one("h2 bdi", box);
  if (title) title.textContent = one("h1", page)?.textContent ?? "";
  if (view !== null) {
    // URLs in the preview are relative to the folder of the file.
    for (const element of all("[src], [href]", view)) {
      for (const name of ["src", "href"]) {
        const value = element.getAttribute(name);
        if (value !== null && !value.startsWith("#")) {
          element.setAttribute(name, new URL(value, link.href).href);
        }
      }
    }
    showTimes(view);
    one(".view", box)?.replaceWith(view);
  }
  box.removeAttribute("aria-busy");
  box.scrollTop = 0;
}

function makePane() {
  pane = document.createElement("aside");
  pane.id = "pane";
  pane.setAttribute("aria-label", "Preview");
  const head = document.createElement("h2");
  const close = document.createElement("button");
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", closePane);
  head.append(document.createElement("bdi"), close);
  const view = document.createElement("div");
  view.className = "view";
  pane.append(head, view);
  document.body.append(pane);
  document.body.classList.add("split");
  document.documentElement.classList.add("split");
  return pane;
}

function closePane() {
  pane?.remove();
  pane = null;
  for (const element of [document.body, document.documentElement]) {
    element.classList.remove("split");
  }
  const row = one(".current");
  row?.classList.remove("current");
  if (row) focusRow(row);
}

/** @param {HTMLElement} row */
function mark(row) {
  one(".current")?.classList.remove("current");
  row.classList.add("current");
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  const target = /** @type {Element} */ (event.target);
  const menu = one("details[open]");
  if (menu !== null && !menu.contains(target)) menu.removeAttribute("open");
  const row = /** @type {HTMLElement | null} */ (target.closest(".entries tbody tr, .grid > li"));
  if (row === null) return;
  // A click in the grid opens the preview; a click on a name in the list opens the file.
  const opensPreview = target.closest(".v") !== null || target.closest("a") === null ||
    row.matches(".grid > li");
  if (!opensPreview || one(".v", row) === null) return;
  event.preventDefault();
  preview(row);
});

// ---- Grid: an icon replaces each picture that fails to load ----

/** @param {Element} image */
function replacePicture(image) {
  const icon = parse('<svg aria-hidden="true" class="i-image"><use href="#i-image"/></svg>').body;
  image.replaceWith(...icon.childNodes);
}

document.addEventListener("error", ({ target }) => {
  if (target instanceof Element && target.matches(".grid img")) replacePicture(target);
}, true);
for (const image of /** @type {HTMLImageElement[]} */ (all(".grid img"))) {
  if (image.complete && image.naturalWidth === 0) replacePicture(image);
}

// ---- Keyboard ----

/** @param {HTMLElement} row */
function focusRow(row) {
  one("a", row)?.focus();
}

/** Returns how many entries an arrow key moves: up and down move a whole row of the grid. @param {HTMLElement[]} shown @param {string} key */
function step(shown, key) {
  if (key === "ArrowLeft" || key === "ArrowRight") return key === "ArrowLeft" ? -1 : 1;
  const top = shown[0]?.offsetTop;
  const line = one(".grid") === null
    ? 1
    : shown.filter(({ offsetTop }) => offsetTop === top).length;
  return key === "ArrowUp" ? -line : line;
}

/** @param {KeyboardEvent} event */
function move(event) {
  const shown = shownRows();
  const focused = document.activeElement?.closest("tr, li");
  const at = shown.findIndex((row) =>
    row === focused || (pane !== null && row.matches(".current"))
  );
  const to = event.key === "Home"
    ? 0
    : event.key === "End"
    ? shown.length - 1
    : at < 0
    ? 0
    : at + step(shown, event.key);
  const row = shown[to];
  if (row === undefined) {
    if (to < 0) input?.focus();
    return;
  }
  event.preventDefault();
  focusRow(row);
  if (pane !== null) preview(row);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = target === input;
  const isInteractive = target instanceof Element &&
    target.closest("audio, video, iframe, pre, summary, button, .menu") !== null;
  if (key === "Escape") {
    if (pane !== null) closePane();
    else if (isTyping && input) {
      input.value = "";
      filter();
      input.blur();
    }
  } else if (isTyping) {
    if (key === "ArrowDown") move(event);
  } else if (key === "/") {
    event.preventDefault();
    input?.select();
  } else if (key === "Backspace") {
    const up = one("a[rel=up]");
    if (up) {
      event.preventDefault();
      up.click();
    }
  } else if (isInteractive) return;
  else if (key === " ") {
    const row = /** @type {HTMLElement | null} */ (document.activeElement?.closest("tr, li"));
    if (row === null) return;
    event.preventDefault();
    if (row.matches(".current")) closePane();
    else preview(row);
  } else if (
    ["ArrowUp", "ArrowDown", "Home", "End"].includes(key) ||
    (one(".grid") !== null && key.startsWith("Arrow"))
  ) {
    move(event);
  }
});

showTimes(document);
