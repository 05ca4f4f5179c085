import { assertEquals } from "@std/assert";
import { type ByteSource, toReadableStream } from "../../../lib/http/byte_source.ts";

/** A source of one-byte pieces, and what happened to it and its stream. */
function observed(count: number, failAt = Infinity) {
  const events: string[] = [];
  let given = 0;
  const source: ByteSource = {
    async read() {
      events.push("read");
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (given === failAt) throw new Error("disk");
      return given++ < count ? new Uint8Array(1) : undefined;
    },
    close: () => void events.push("close"),
  };
  function open(length?: number) {
    return toReadableStream(source, length, (bytes, complete) => {
      events.push(`end ${bytes} ${complete}`);
    });
  }
  return { events, open };
}

/** After everything that was under way. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("toReadableStream() reads only when asked, and closes at the end", async () => {
  const { events, open } = observed(2);
  const reader = open(2).getReader();
  await settled();
  assertEquals(events, []);
  await reader.read();
  await settled();
  assertEquals(events, ["read"]);
  await reader.read();
  assertEquals((await reader.read()).done, true);
  assertEquals(events, ["read", "read", "read", "close", "end 2 true"]);
});

Deno.test("toReadableStream() fails when the source fails, or ends before its length", async () => {
  for (const [failAt, length, message] of [[1, 3, "disk"], [9, 3, "the content became shorter"]]) {
    const { events, open } = observed(2, Number(failAt));
    const failure = await new Response(open(Number(length))).bytes()
      .then(() => "none", (error: Error) => error.message);
    assertEquals(failure, message);
    assertEquals(events.filter((event) => event !== "read").length, 2);
    assertEquals(events.at(-2), "close");
    assertEquals(events.at(-1)?.endsWith("false"), true);
  }
});

Deno.test("toReadableStream() closes once when it is cancelled before, between and during reads", async () => {
  for (const when of ["before", "between", "during"]) {
    const { events, open } = observed(5);
    const reader = open().getReader();
    if (when === "between") await reader.read();
    const reading = when === "during" ? reader.read() : undefined;
    // Until a microtask after its making the stream does not read.
    await Promise.resolve();
    const before = events.length;
    await reader.cancel();
    // The source is not closed under a read that is under way.
    if (when === "during") assertEquals(events.slice(before - 1), ["read"]);
    await reading;
    await settled();
    const sent = when === "between" ? 1 : 0;
    assertEquals(events.filter((event) => event !== "read"), ["close", `end ${sent} false`], when);
  }
});

Deno.test("toReadableStream() tells a source when the client leaves during a read", async () => {
  const calls: string[] = [];
  const pending = Promise.withResolvers<undefined>();
  const stream = toReadableStream(
    {
      read: () => pending.promise,
      cancel: () => void calls.push("cancel"),
      close: () => void calls.push("close"),
    },
    undefined,
    () => {},
  );
  const reader = stream.getReader();
  const read = reader.read();
  await new Promise((resolve) => setTimeout(resolve, 0));
  await reader.cancel();
  assertEquals(calls, ["cancel"]);
  pending.resolve(undefined);
  await read;
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(calls, ["cancel", "close"]);
});
