// Reloads a page when served files change; if only style sheets change, swaps them without a reload. The script runs in
// each page, and as a shared worker that holds the only connection for all pages: browsers limit HTTP/1.1 to six
// connections per host.
// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** The run of the server, and the time of the last change by the browser's clock. */
/** @typedef {{ run: string, changedAt: number, styles: string[] | null }} State */

const EVENTS = new URL("live", import.meta.url).href;
const BASE = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** @param {(state: State) => void} onState */
function listen(onState) {
  let run = "";
  const source = new EventSource(EVENTS);
  source.addEventListener("hello", (event) => {
    const hello = JSON.parse(event.data);
    run = hello.run;
    onState({ run, changedAt: hello.age === null ? 0 : Date.now() - hello.age, styles: null });
  });
  source.addEventListener("change", (event) => {
    onState({ run, changedAt: Date.now(), styles: JSON.parse(event.data).styles });
  });
  // The browser does not retry after an error status, but the server may only be full or starting.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(onState), 2000);
  });
}

function runAsWorker() {
  /** @type {MessagePort[]} */
  const ports = [];
  /** @type {State | undefined} */
  let latest;
  // @ts-ignore: only defined for the scope of a shared worker
  self.onconnect = (/** @type {MessageEvent} */ event) => {
    const [port] = event.ports;
    if (port === undefined) return;
    ports.push(port);
    if (latest !== undefined) port.postMessage({ ...latest, styles: null });
  };
  listen((state) => {
    latest = state;
    for (const port of ports) port.postMessage(state);
  });
}

function runInPage() {
  let since = performance.timeOrigin;
  let run = "";
  /** @param {State} state */
  const onState = (state) => {
    const isNewRun = run !== "" && run !== state.run;
    run = state.run;
    if (!isNewRun && state.changedAt <= since) return;
    since = Date.now();
    if (isNewRun || state.styles === null || !swap(state.styles)) location.reload();
  };
  try {
    const worker = new SharedWorker(trustedUrl(import.meta.url), {
      type: "module",
      name: "plinth live",
    });
    let isConnected = false;
    worker.port.onmessage = ({ data }) => {
      isConnected = true;
      onState(data);
    };
    // The page's policy may block workers.
    worker.onerror = () => {
      if (!isConnected) listen(onState);
      isConnected = true;
    };
  } catch {
    listen(onState);
  }
}

/** Wraps the URL for pages whose policy requires Trusted Types. @param {string} url */
function trustedUrl(url) {
  // @ts-ignore: missing from the types of some versions
  const { trustedTypes } = self;
  const policy = trustedTypes?.createPolicy("plinth-live", {
    createScriptURL: (/** @type {string} */ given) => given,
  });
  return policy?.createScriptURL(url) ?? url;
}

/** Reloads changed style sheets. Returns false if the page must be reloaded instead. @param {string[]} paths */
function swap(paths) {
  const links =
    /** @type {HTMLLinkElement[]} */ ([...document.querySelectorAll("link[rel~=stylesheet][href]")])
      .filter((link) => new URL(link.href).origin === location.origin);
  const named = links.filter((link) =>
    paths.includes(new URL(link.href).pathname.slice(BASE.length))
  );
  // A changed style sheet without a link may be imported by any linked one, so all are reloaded.
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
