import { assertEquals } from "@std/assert";
import { once } from "../../../lib/util/once.ts";

Deno.test("once() passes each text on once, and at most a hundred", () => {
  const passed: string[] = [];
  const tell = once((text) => void passed.push(text));
  for (const text of ["a", "a", "b", "a"]) tell(text);
  assertEquals(passed, ["a", "b"]);
  for (let count = 0; count < 1000; count++) tell(`${count}`);
  assertEquals(passed.length, 100);
});
