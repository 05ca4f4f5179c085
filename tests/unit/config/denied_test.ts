import { assertEquals } from "@std/assert";
import { findDenied } from "../../../lib/config/denied.ts";
import { TemporaryFolder } from "../../support/folder.ts";

Deno.test("findDenied() finds files in a root by their paths and resolved paths", () => {
  using folder = new TemporaryFolder();
  folder.write("site/key.pem", "");
  folder.write("site/keys/real.pem", "");
  folder.write("site-two/other", "");
  folder.write("outside", "");
  folder.link("keys/real.pem", "site/linked.pem");
  folder.link("site/keys/real.pem", "into.pem");
  folder.link("site", "root");
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["site", "site/key.pem", ["key.pem"]],
    ["site", "site/keys/../key.pem", ["key.pem"]],
    ["site", "site/linked.pem", ["keys/real.pem", "linked.pem"]],
    ["site", "into.pem", ["keys/real.pem"]],
    // The root and the file may be given as symbolic links.
    ["root", "site/key.pem", ["key.pem"]],
    ["site", "root/key.pem", ["key.pem"]],
    ["root", "root/key.pem", ["key.pem"]],
    // A log file may not exist yet.
    ["site", "site/to-be.log", ["to-be.log"]],
    ["root", "site/none/to-be.log", ["none/to-be.log"]],
    ["site", "outside", []],
    ["site", "site-two/other", []],
    ["site", "site", []],
    ["", "outside", ["outside"]],
  ];
  for (const [root, file, names] of cases) {
    const denied = [...findDenied(folder.at(root), [folder.at(file)]) ?? []].sort();
    assertEquals([root, file, denied], [root, file, [...names]]);
  }
  assertEquals([...findDenied("/", ["/etc/passwd"]) ?? []], ["etc/passwd"]);
  assertEquals(findDenied(folder.at("site"), []), undefined);
  assertEquals(findDenied(folder.at("site"), [folder.at("outside")]), undefined);
});
