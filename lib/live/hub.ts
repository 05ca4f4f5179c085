import type { ByteSource } from "../http/byte_source.ts";
import type { IsVisible } from "../listing/read_entry.ts";
import type { Change } from "./change.ts";

/** Last segment of the event stream's path. */
export const EVENTS_NAME = "live";

/** Interval of heartbeats, in milliseconds: proxies close silent connections. */
const HEARTBEAT = 25_000;

/** Number of heartbeats within the gate's write timeout. */
const BEATS_PER_TIMEOUT = 2.5;

/** An SSE comment, long enough that the gate does not take it for an HTTP/2 ping reply (lib/gate/activity_timeouts.ts). */
const BEAT = `:${" ".repeat(98)}\n\n`;

/** The most clients of a worker; each costs a connection. */
const MAX_CLIENTS = 1000;

type Chunk = Uint8Array<ArrayBuffer>;

/** Sends changes to browsers as server-sent events. Each worker has one hub. */
export class LiveHub {
  readonly #heartbeat: number;
  readonly #clients = new Set<Client>();
  #changedAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param run Identifies this run of the server. A page that has seen another run has missed changes.
   * @param writeTimeout How long a connection may make no progress, in seconds.
   */
  constructor(readonly run: string, writeTimeout = Infinity) {
    this.#heartbeat = Math.min(HEARTBEAT, writeTimeout * 1000 / BEATS_PER_TIMEOUT);
  }

  /**
   * Adds a client.
   *
   * @param isVisible Reports whether the client may know of a path below the root.
   * @returns The client's event stream; undefined if there are too many clients.
   */
  connect(isVisible: IsVisible): ByteSource | undefined {
    if (this.#clients.size >= MAX_CLIENTS) return undefined;
    const client = new Client(isVisible, () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) clearInterval(this.#timer);
    });
    if (this.#clients.size === 0) {
      this.#timer = setInterval(() => this.#send(BEAT), this.#heartbeat);
    }
    this.#clients.add(client);
    // An age instead of a time, because the browser's clock may differ.
    const age = Date.now() - this.#changedAt;
    const hello = { run: this.run, age: Number.isFinite(age) ? age : null };
    client.send(encode(`retry: 500\nevent: hello\ndata: ${JSON.stringify(hello)}\n\n`));
    return client.source;
  }

  /** Sends a change to all clients, except those that may not see any of the changed style sheets. */
  publish({ at, styles }: Change): void {
    this.#changedAt = at;
    if (styles === undefined) return this.#send(changeEvent(null));
    const all = styles.map((path) => path.split("/"));
    for (const client of this.#clients) {
      const visible = all.filter((path) => client.isVisible(path));
      if (visible.length > 0) client.send(encode(changeEvent(visible)));
    }
  }

  /** Ends all event streams, so that the server can stop. */
  close(): void {
    for (const client of [...this.#clients]) client.end();
    clearInterval(this.#timer);
  }

  #send(text: string): void {
    const bytes = encode(text);
    for (const client of this.#clients) client.send(bytes);
  }
}

/** The most events that are queued for a client; one that reads too slowly is disconnected. */
const MAX_QUEUED = 100;

class Client {
  readonly source: ByteSource;
  readonly #queue: Chunk[] = [];
  #wake: (() => void) | undefined;
  #ended = false;

  constructor(readonly isVisible: IsVisible, onClose: () => void) {
    this.source = { read: () => this.#read(), close: onClose };
  }

  send(bytes: Chunk): void {
    if (this.#queue.length >= MAX_QUEUED) return this.end();
    this.#queue.push(bytes);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async #read(): Promise<Chunk | undefined> {
    while (this.#queue.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#ended ? undefined : this.#queue.shift();
  }
}

/** @param styles Paths of changed style sheets; null if the page has to reload. */
function changeEvent(styles: readonly (readonly string[])[] | null): string {
  const paths = styles?.map((path) => `/${path.map(encodeURIComponent).join("/")}`) ?? null;
  return `event: change\ndata: ${JSON.stringify({ styles: paths })}\n\n`;
}

function encode(text: string): Chunk {
  return new TextEncoder().encode(text);
}
