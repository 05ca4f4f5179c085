// The runtime's inspector, through which any local program could control the server.

import { assert, assertEquals } from "@std/assert";
import { delay, IS_EXECUTABLE, Site } from "../support/server.ts";
import { isInspectorOpen } from "../support/inspector.ts";

Deno.test("inspector: SIGUSR1 leaves no debugging port open, and does not end the server", async (t) => {
  if (await isInspectorOpen()) {
    // Another program has the port, so that nothing can be seen here.
    return void await t.step({ name: "port 9229 is in use", ignore: true, fn: () => {} });
  }
  await using site = await Site.start((folder) => folder.write("a.txt", "A"), [
    ...["--workers=2", "--quiet"],
  ]);
  const { server } = site;
  for (let count = 0; count < 5; count++) {
    server.signal("SIGUSR1");
    await delay(400);
    assert(!await isInspectorOpen(), "the port is open");
  }
  assertEquals((await server.request("/a.txt")).text, "A");
  // When this fails from source, the runtime has stopped opening the port, and the workaround can go.
  assertEquals(server.stderr.includes("plinth: SIGUSR1 opened the runtime's"), !IS_EXECUTABLE);
  assertEquals(await server.stop(), 0);
});
