// Descriptor exhaustion: open connections continue, and new ones are accepted again later.

import { assert, assertEquals } from "@std/assert";
import { RawClient, requestText } from "../support/raw.ts";
import { COMMAND, delay, Site } from "../support/server.ts";

/** More than the socket buffers between two processes hold, in bytes. */
const LARGE = 48 * 1024 * 1024;

Deno.test({
  name: "descriptors: exhaustion aborts no transfer, and the server recovers",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using site = await Site.start(
      (folder) => {
        folder.write("a.txt", "content");
        folder.writeZeros("large.bin", LARGE);
      },
      ["--workers=1", "--quiet"],
      { command: ["sh", "-c", 'ulimit -n 200; exec "$@"', "sh", ...COMMAND] },
    );
    using download = await RawClient.open(site.server.port);
    await download.send(requestText("GET", "/large.bin"));
    const head = await download.receiveHead();
    const others: RawClient[] = [];
    for (let count = 0; count < 250; count++) {
      // Some are refused while the server does not listen.
      const other = await RawClient.open(site.server.port).catch(() => undefined);
      if (other !== undefined) others.push(other);
    }
    await delay(300);
    for (const other of others) other[Symbol.dispose]();
    assertEquals((await download.receiveBody(head)).cut, false);
    let text = "";
    for (let count = 0; count < 100 && text !== "content"; count++) {
      text = await site.server.request("/a.txt").then((response) => response.text, () => "");
      if (text !== "content") await delay(20);
    }
    assertEquals(text, "content");
    assert(!site.server.stderr.includes("died"), site.server.stderr);
    assertEquals(await site.server.stop(), 0);
  },
});
