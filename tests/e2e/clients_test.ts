// Real clients. The test of a client that is not installed is ignored.

import { assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { shared, Site } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const TREE: Readonly<Record<string, string>> = {
  "index.html": '<a href="guide/">guide</a><link rel="stylesheet" href="style.css">',
  "style.css": "body{} ".repeat(500),
  "guide/index.html": '<a href="a%20b.html">a b</a><a href="../data/">data</a>',
  "guide/a b.html": "<p>a b",
  "data/1.bin": "\u0000".repeat(300_000),
  "data/2.json": '{"a":1}',
  "data/deep/caf\u00e9.txt": "coffee",
};

const site = shared(() =>
  Site.start((folder) => {
    for (const [name, content] of Object.entries(TREE)) {
      folder.write(name, content, new Date(1_700_000_000_000));
    }
    folder.writeZeros("sparse.bin", 5 * 1024 ** 3);
    const file = Deno.openSync(folder.at("sparse.bin"), { write: true });
    file.seekSync(-3, Deno.SeekMode.End);
    file.writeSync(new TextEncoder().encode("END"));
    file.close();
  })
);

function clientTest(
  tool: string,
  name: string,
  fn: (folder: TemporaryFolder) => Promise<void>,
): void {
  Deno.test({
    name: `clients: ${tool} ${name} (needs ${tool})`,
    ignore: !hasTool(tool),
    fn: async () => {
      using folder = new TemporaryFolder();
      await fn(folder);
    },
  });
}

clientTest("curl", "resumes a download at 5 GB", async (folder) => {
  folder.writeZeros("part.bin", 5 * 1024 ** 3 - 100);
  const url = `${site().server.origin}/sparse.bin`;
  const { status } = await runTool(["curl", "-sfC", "-", "-o", folder.at("part.bin"), url]);
  assertEquals(status, 0);
  const { size } = Deno.statSync(folder.at("part.bin"));
  const tail = await runTool(["tail", "-c", "3", folder.at("part.bin")]);
  assertEquals([size, tail.stdout], [5 * 1024 ** 3, "END"]);
});

clientTest("curl", "--compressed gets the same bytes", async () => {
  const url = `${site().server.origin}/style.css`;
  const { stdout } = await runTool(["curl", "-sf", "--compressed", url]);
  assertEquals(stdout, TREE["style.css"]);
});

clientTest("curl", "-z asks whether it is newer", async (folder) => {
  folder.write("style.css", "", new Date(1_700_000_000_000));
  const options = ["-s", "-o", folder.at("out"), "-w", "%{http_code}"];
  const url = `${site().server.origin}/style.css`;
  const now = await runTool(["curl", ...options, "-z", folder.at("style.css"), url]);
  const before = await runTool(["curl", ...options, "-z", "Tue, 14 Nov 2000 00:00:00 GMT", url]);
  assertEquals([now.stdout, before.stdout], ["304", "200"]);
});

clientTest("curl", "speaks HTTP/2 without TLS", async () => {
  const options = ["-sf", "--http2-prior-knowledge", "-w", " %{http_version}"];
  const { stdout } = await runTool(["curl", ...options, `${site().server.origin}/data/2.json`]);
  assertEquals(stdout, '{"a":1} 2');
});

clientTest("wget", "--mirror copies the tree byte for byte", async (folder) => {
  const options = ["-q", "--mirror", "-nH", "-e", "robots=off", "--reject-regex", "[?]|sparse"];
  await runTool(["wget", ...options, "-P", folder.path, `${site().server.origin}/`]);
  for (const [name, content] of Object.entries(TREE)) {
    assertEquals(Deno.readTextFileSync(folder.at(name)) === content, true, name);
  }
});

clientTest("python3", "urllib reads files and errors", async () => {
  const code = `import sys, urllib.request, urllib.error
base = sys.argv[1]
print(len(urllib.request.urlopen(base + "/data/1.bin").read()))
print(urllib.request.urlopen(base + "/guide").url == base + "/guide/")
try: urllib.request.urlopen(base + "/nothing")
except urllib.error.HTTPError as error: print(error.code, error.headers["content-type"])`;
  const { stdout } = await runTool(["python3", "-c", code, site().server.origin]);
  assertEquals(stdout, "300000\nTrue\n404 text/html; charset=UTF-8\n");
});
