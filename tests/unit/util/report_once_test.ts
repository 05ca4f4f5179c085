import { assertEquals } from "@std/assert";
import { reportOnce, reportOncePerMinute } from "../../../lib/util/report_once.ts";

Deno.test("reportOnce() reports each text once, and at most a hundred texts", () => {
  const reports: string[] = [];
  const report = reportOnce((text) => void reports.push(text));
  for (const text of ["a", "a", "b", "a"]) report(text);
  assertEquals(reports, ["a", "b"]);
  for (let count = 0; count < 1000; count++) report(`${count}`);
  assertEquals(reports.length, 100);
});

Deno.test("reportOncePerMinute() drops the reports of the rest of the minute", () => {
  let now = 0;
  const reports: string[] = [];
  const report = reportOncePerMinute((text: string) => void reports.push(text), () => now);
  for (const [time, text] of [[0, "a"], [59_999, "b"], [60_000, "c"], [60_001, "d"]] as const) {
    now = time;
    report(text);
  }
  assertEquals(reports, ["a", "c"]);
});
