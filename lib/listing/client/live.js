// Loads a page anew when what is served has changed, and swaps style sheets without. One of these runs in each page;
// another, shared by the pages of a browser, holds the one connection: browsers open no more than six to a server.
// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** What is known: which run of the server, and when something changed last, by this machine's clock. */
/** @typedef {{ run: string, changedAt: number, styles: string[] | null }} State */

const EVENTS = new URL("live", import.meta.url).href;
const BASE = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** @param {(state: State) => void} tell */
function listen(tell) {
  let run = "";
  const source = new EventSource(EVENTS);
  source.addEventListener("hello", (event) => {
    const hello = JSON.parse(event.data);
    run = hello.run;
    tell({ run, changedAt: hello.age === null ? 0 : Date.now() - hello.age, styles: null });
  });
  source.addEventListener("change", (event) => {
    tell({ run, changedAt: Date.now(), styles: JSON.parse(event.data).styles });
  });
  // When the server says no, the browser gives up; it may just be full, or starting.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(tell), 2000);
  });
}

function runAsWorker() {
  /** @type {MessagePort[]} */
  const ports = [];
  /** @type {State | undefined} */
  let known;
  // @ts-ignore: what a shared worker's scope has
  self.onconnect = (/** @type {MessageEvent} */ event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    ports.push(port);
    if (known !== undefined) port.postMessage({ ...known, styles: null });
  };
  listen((state) => {
    known = state;
    for (const port of ports) port.postMessage(state);
  });
}

function runInPage() {
  let since = performance.timeOrigin;
  let run = "";
  /** @param {State} state */
  const hear = (state) => {
    const isOther = run !== "" && run !== state.run;
    run = state.run;
    if (!isOther && state.changedAt <= since) return;
    since = Date.now();
    if (isOther || state.styles === null || !swap(state.styles)) location.reload();
  };
  try {
    const worker = new SharedWorker(trusted(import.meta.url), {
      type: "module",
      name: "plinth live",
    });
    let isThere = false;
    worker.port.onmessage = ({ data }) => {
      isThere = true;
      hear(data);
    };
    // The page's own policy may forbid workers.
    worker.onerror = () => {
      if (!isThere) listen(hear);
      isThere = true;
    };
  } catch {
    listen(hear);
  }
}

/** Where a page's policy asks for it, it has to be said that this URL is known (Trusted Types). @param {string} url */
function trusted(url) {
  // @ts-ignore: not among the types of every version
  const { trustedTypes } = self;
  const policy = trustedTypes?.createPolicy("plinth-live", {
    createScriptURL: (/** @type {string} */ given) => given,
  });
  return policy?.createScriptURL(url) ?? url;
}

/** Loads changed style sheets again. False when the page must be loaded anew. @param {string[]} paths */
function swap(paths) {
  const links =
    /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll("link[rel~=stylesheet][href]")])
      .filter((link) => new URL(link.href).origin === location.origin);
  const named = links.filter((link) =>
    paths.includes(new URL(link.href).pathname.slice(BASE.length))
  );
  // One that no link names may be imported by any of them.
  for (const link of named.length === paths.length ? named : links) {
    const url = new URL(link.href);
    url.searchParams.set("live", String(Date.now()));
    const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
    next.href = url.href;
    next.onload = next.onerror = () => link.remove();
    link.after(next);
  }
  return links.length > 0 || named.length === paths.length;
}

if (typeof document === "undefined") runAsWorker();
else runInPage();
