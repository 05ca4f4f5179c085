import { assertEquals } from "@std/assert";
import { LogWriter } from "../../../lib/log/log_writer.ts";

function line(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\n`);
}

/** An access log whose sink fails with these errors, one after the other. */
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
  return { output: new LogWriter(sink, (text) => reports.push(text)), written, reports };
}

Deno.test("Output goes on after lines that could not be written, and reports each time once", async () => {
  const full = new Error("No space left on device (os error 28)");
  const { output, written, reports } = logWith([undefined, full, full, undefined, full]);
  for (const text of ["a", "b", "c", "d", "e", "f"]) {
    output.write(line(text));
    await output.flush();
  }
  assertEquals(written, ["a", "d", "f"]);
  const report =
    "the access log can't be written: No space left on device (os error 28) (until it can, lines are lost)";
  assertEquals(reports, [report, report]);
});

Deno.test("Output ends when its reader has gone away", async () => {
  const gone = new Deno.errors.BrokenPipe("Broken pipe (os error 32)");
  const { output, written, reports } = logWith([undefined, gone]);
  for (const text of ["a", "b", "c"]) output.write(line(text));
  await output.flush();
  output.write(line("d"));
  await output.flush();
  assertEquals([written, reports], [["a"], [
    "nobody reads the access log any more: it ends here",
  ]]);
});
