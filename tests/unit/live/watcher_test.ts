import { assert, assertEquals } from "@std/assert";
import type { Change } from "../../../lib/live/change.ts";
import { Watcher, type WatcherOptions } from "../../../lib/live/watcher.ts";
import { TemporaryFolder } from "../../support/folder.ts";
import { delay } from "../../support/server.ts";

/** How long to wait for a change, in milliseconds. */
const TIMEOUT = 10_000;

class Watched implements Disposable {
  readonly folder = new TemporaryFolder();
  readonly changes: Change[] = [];
  readonly reports: string[] = [];
  readonly watcher: Watcher;

  constructor(options: Partial<WatcherOptions> = {}) {
    this.folder.write("a.txt", "a");
    this.folder.write("sub/b.css", "b");
    this.watcher = new Watcher({
      root: this.folder.path,
      isServed: (path) => !/(?:^|\/)\./.test(path),
      onChange: (change) => void this.changes.push(change),
      report: (text) => void this.reports.push(text),
      ...options,
    });
  }

  async waitFor(condition: () => boolean): Promise<void> {
    for (const end = Date.now() + TIMEOUT; !condition(); await delay(10)) {
      assert(Date.now() < end, "no change");
    }
  }

  [Symbol.dispose](): void {
    this.watcher.stop();
    this.folder[Symbol.dispose]();
  }
}

/** A watch that never receives an event, as on a network mount. */
function silent(): AsyncIterable<Deno.FsEvent> & Disposable {
  const ended = Promise.withResolvers<void>();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => ended.promise.then(() => ({ done: true, value: undefined })),
    }),
    [Symbol.dispose]: () => ended.resolve(),
  };
}

Deno.test("Watcher reports a change once, lists style sheets, and ignores files that are not served", async () => {
  using watched = new Watched();
  await watched.watcher.start();
  watched.folder.write(".git/index", "x");
  watched.folder.write("a.txt~", "x");
  watched.folder.write("sub/b.css", "new");
  watched.folder.write("sub/b.css", "newer");
  await watched.waitFor(() => watched.changes.length > 0);
  assertEquals(watched.changes.map(({ styles }) => styles), [["sub/b.css"]]);
  watched.folder.write("a.txt", "new");
  watched.folder.write("sub/b.css", "newest");
  await watched.waitFor(() => watched.changes.length > 1);
  assertEquals(watched.changes[1]?.styles, undefined);
  watched.folder.makeFolder("new");
  await delay(200);
  watched.folder.write("new/page.html", "new");
  await watched.waitFor(() => watched.changes.length > 2);
});

Deno.test("Watcher stops polling once an event has arrived for a change", async () => {
  using watched = new Watched();
  await watched.watcher.start();
  watched.folder.write("a.txt", "other");
  await watched.waitFor(() => watched.watcher.mode === "events");
  assertEquals([watched.changes.length, watched.reports], [1, []]);
});

Deno.test("Watcher detects that no events arrive, reports it, and polls instead", async () => {
  using watched = new Watched({ watch: silent });
  await watched.watcher.start();
  watched.folder.write("a.txt", "other");
  await watched.waitFor(() => watched.changes.length === 1);
  assertEquals(watched.watcher.mode, "polling");
  assertEquals(watched.reports.length, 1);
  watched.folder.remove("sub/b.css");
  await watched.waitFor(() => watched.changes.length === 2);
  assertEquals(watched.changes[1]?.styles, ["sub/b.css"]);
});

Deno.test("Watcher polls if the system can't watch the directory", async () => {
  using watched = new Watched({
    watch: () => {
      throw new Error("no space left");
    },
  });
  await watched.watcher.start();
  assertEquals(watched.watcher.mode, "polling");
  watched.folder.write("c.txt", "new");
  await watched.waitFor(() => watched.changes.length === 1);
});

Deno.test("Watcher continues with a root that was replaced, as build tools do", async () => {
  using watched = new Watched();
  await watched.watcher.start();
  watched.folder.remove("");
  watched.folder.makeFolder("");
  watched.folder.write("index.html", "new");
  await watched.waitFor(() => watched.changes.length > 0);
  await delay(1500);
  const before = watched.changes.length;
  watched.folder.write("index.html", "newer");
  await watched.waitFor(() => watched.changes.length > before);
});
