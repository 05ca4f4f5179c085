import { assertEquals } from "@std/assert";
import { type ByteSource, toReadableStream } from "../../lib/http/byte_source.ts";

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

Deno.test("toReadableStream() reads only when asked, and closes at the end", async () => {
  const { events, open } = observed(2);
  const reader = open(2).getReader();
  assertEquals(events, []);
  await reader.read();
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
    await reader.cancel();
    await reading;
    await new Promise((resolve) => setTimeout(resolve, 5));
    const sent = when === "between" ? 1 : 0;
    assertEquals(events.filter((event) => event !== "read"), ["close", `end ${sent} false`], when);
  }
});
