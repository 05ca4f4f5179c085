import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sha256, unpack } from "../support/archive.ts";
import { delay, shared, Site } from "../support/server.ts";
import { hasTool, memoryOf } from "../support/tools.ts";

const site = shared(() =>
  Site.start((folder) => {
    folder.write("dir/a.txt", "hello", new Date("2001-02-03T04:05:07Z"));
    folder.write("dir/sub/ünï 文.txt", "deep");
    folder.makeFolder("dir/empty");
    folder.write("dir/.secret", "secret");
    folder.write("dir/sub/.git/config", "secret");
    folder.link("/etc/passwd", "dir/out");
    folder.link("a.txt", "dir/link.txt");
    folder.write("index/index.html", "<p>");
    folder.write("ünï/x", "x");
    folder.writeZeros("large/zeros.bin", 512 * 1024 * 1024);
    folder.write("_redirects", "");
  })
);

for (const kind of ["zip", "tar"] as const) {
  Deno.test({
    name: `archive: ?download=${kind} contains exactly the files that would be served`,
    ignore: !hasTool("python3"),
    async fn() {
      const response = await fetch(`${site().server.origin}/dir/?download=${kind}`);
      assertEquals(response.status, 200);
      assertEquals(response.headers.get("content-length"), null);
      assertEquals(
        response.headers.get("content-type"),
        kind === "zip" ? "application/zip" : "application/x-tar",
      );
      assertEquals(
        response.headers.get("content-disposition"),
        `attachment; filename="dir.${kind}"`,
      );
      const found = await unpack(await response.bytes(), kind);
      assertEquals(
        found.map(({ name }) => name),
        ["dir/empty/", "dir/sub/", "dir/sub/ünï 文.txt", "dir/a.txt"],
      );
      const last = found.at(-1);
      assertEquals(last?.modified, Date.UTC(2001, 1, 3, 4, 5, 7) / 1000);
      assertEquals(last?.digest, await sha256("hello"));
    },
  });

  Deno.test(`archive: HEAD of ?download=${kind} has the same fields and does not count as a download`, async () => {
    for (let count = 0; count < 5; count++) {
      const head = await site().server.request(`/dir/?download=${kind}`, {}, "HEAD");
      assertEquals([head.status, head.body.byteLength], [200, 0]);
      const fields = new Headers(head.fields as [string, string][]);
      assertStringIncludes(fields.get("content-disposition") ?? "", `dir.${kind}`);
      assertEquals(fields.get("content-length"), null);
    }
  });
}

Deno.test("archive: ?download is ignored for a folder with an index file, and for other formats", async () => {
  for (const [path, type] of [["/index/?download=zip", "text/html"], ["/dir/?download=rar", ""]]) {
    const response = await fetch(`${site().server.origin}${path}`);
    await response.body?.cancel();
    assertStringIncludes(response.headers.get("content-type") ?? "", type ?? "");
    assertEquals(response.headers.get("content-disposition"), null);
  }
});

Deno.test("archive: the file name is that of the folder, in UTF-8 as well", async () => {
  const response = await fetch(`${site().server.origin}/%C3%BCn%C3%AF/?download=zip`);
  await response.bytes();
  assertEquals(
    response.headers.get("content-disposition"),
    "attachment; filename=\"_n_.zip\"; filename*=UTF-8''%C3%BCn%C3%AF.zip",
  );
  const root = await fetch(`${site().server.origin}/?download=zip`, { method: "HEAD" });
  assertEquals(root.headers.get("content-disposition"), 'attachment; filename="files.zip"');
});

Deno.test("archive: 64 downloads at once take little memory, and files are served meanwhile", async () => {
  const { origin, pid } = site().server;
  const before = Deno.build.os === "linux" ? await memoryOf(pid) : 0;
  const readers = [];
  for (let count = 0; count < 64; count++) {
    const response = await fetch(`${origin}/large/?download=${count % 2 === 0 ? "tar" : "zip"}`);
    assertEquals(response.status, 200);
    const reader = response.body?.getReader();
    await reader?.read();
    readers.push(reader);
  }
  if (Deno.build.os === "linux") {
    const growth = (await memoryOf(pid) - before) / 1024 / 1024;
    assert(growth < 300, `${growth} MiB`);
  }
  const next = await fetch(`${origin}/large/?download=zip`, { headers: { accept: "text/plain" } });
  assertEquals([next.status, next.headers.get("retry-after")], [503, "10"]);
  assertStringIncludes(await next.text(), "try again");
  assertEquals(await (await fetch(`${origin}/dir/a.txt`)).text(), "hello");
  for (const reader of readers) await reader?.cancel();
  // The slots are released when the clients have disconnected.
  for (let attempt = 0;; attempt++) {
    const again = await fetch(`${origin}/dir/?download=zip`);
    await again.bytes();
    if (again.status === 200) break;
    assert(attempt < 200, "the slots are not released");
    await delay(20);
  }
});

Deno.test("archive: a file that shrinks cuts the download off", async () => {
  await using own = await Site.start((folder) => folder.writeZeros("dir/zeros.bin", 1e9));
  for (const kind of ["zip", "tar"]) {
    own.folder.writeZeros("dir/zeros.bin", 1e9);
    const response = await fetch(`${own.server.origin}/dir/?download=${kind}`);
    const reader = response.body?.getReader();
    await reader?.read();
    Deno.truncateSync(own.folder.at("dir/zeros.bin"), 1000);
    await assertRejects(async () => {
      while (!(await reader?.read())?.done);
    });
  }
});
