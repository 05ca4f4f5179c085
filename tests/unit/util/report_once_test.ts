import { assertEquals } from "@std/assert";
import { reportOnce } from "../../../lib/util/report_once.ts";

Deno.test("reportOnce() reports each text once, and at most a hundred texts", () => {
  const reports: string[] = [];
  const report = reportOnce((text) => void reports.push(text));
  for (const text of ["a", "a", "b", "a"]) report(text);
  assertEquals(reports, ["a", "b"]);
  for (let count = 0; count < 1000; count++) report(`${count}`);
  assertEquals(reports.length, 100);
});
