import { assertEquals } from "@std/assert";
import { findDenied } from "../../../lib/config/denied.ts";
import { Folder } from "../../support/folder.ts";

Deno.test("findDenied() tells which files lie in a root, by their names and where those lead", () => {
  using folder = new Folder();
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
    // A root and a file may each be named by way of a link.
    ["root", "site/key.pem", ["key.pem"]],
    ["site", "root/key.pem", ["key.pem"]],
    ["root", "root/key.pem", ["key.pem"]],
    // What is to be written may not be there yet.
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
