import { assertEquals } from "@std/assert";
import { memorySite } from "../../support/memory_site.ts";

Deno.test("createSite() combines fields of the same name, and keeps cookies separate", async () => {
  const site = memorySite({ "a.txt": "a" }, {
    headers: [
      ["x-a", "1"],
      ["set-cookie", "a=1"],
      ["x-a", "2"],
      ["set-cookie", "b=2"],
      ["vary", "X-Mine"],
    ],
  });
  for (const target of ["/a.txt", "/nothing", "/"]) {
    const response = await site.send(target);
    await response.body?.cancel();
    assertEquals(response.headers.get("x-a"), "1, 2", target);
    assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"], target);
    assertEquals(response.headers.get("vary")?.endsWith(", X-Mine"), true, target);
    assertEquals(response.headers.get("x-content-type-options"), "nosniff", target);
  }
});

Deno.test("createSite() passes on each refused host", async () => {
  const site = memorySite({});
  for (const name of ["a.example", "a.example", "b.example"]) {
    const response = await site.send("/", { host: name });
    assertEquals(response.status, 421);
    await response.body?.cancel();
  }
  assertEquals(site.misdirected, ["a.example", "a.example", "b.example"]);
});
