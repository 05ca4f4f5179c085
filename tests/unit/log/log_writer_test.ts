import { assertEquals } from "@std/assert";
import { LogWriter } from "../../../lib/log/log_writer.ts";

function line(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

/** A log writer whose sink fails with these errors, one per write; undefined for a write that succeeds. */
function logWith(errors: readonly (Error | undefined)[]) {
  const rest = [...errors];
  const written: string[] = [];
  const reports: string[] = [];
  const sink = {
    ...{ name: "the access log", endsWithReader: true },
    write(bytes: Uint8Array): Promise<void> {
      const error = rest.shift();
      if (error !== undefined) return Promise.reject(error);
      written.push(new TextDecoder().decode(bytes).trimEnd());
      return Promise.resolve();
    },
  };
  return { writer: new LogWriter(sink, (text) => reports.push(text)), written, reports };
}

Deno.test("LogWriter continues after failed writes and reports each series of failures once", async () => {
  const full = new Error("No space left on device (os error 28)");
  const { writer, written, reports } = logWith([undefined, full, full, undefined, full]);
  for (const text of ["a", "b", "c", "d", "e", "f"]) {
    writer.write(line(text));
    await writer.flush();
  }
  assertEquals(written, ["a", "d", "f"]);
  const report =
    "the access log can't be written: No space left on device (os error 28) (until it can, lines are lost)";
  assertEquals(reports, [report, report]);
});

Deno.test("LogWriter ends when its reader is gone", async () => {
  const gone = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  const { writer, written, reports } = logWith([undefined, gone]);
  for (const text of ["a", "b", "c"]) writer.write(line(text));
  await writer.flush();
  writer.write(line("d"));
  await writer.flush();
  assertEquals([written, reports], [["a"], [
    "the reader of the access log is gone: the log ends here",
  ]]);
});
