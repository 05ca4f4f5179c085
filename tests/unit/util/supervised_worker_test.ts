import { assert, assertEquals } from "@std/assert";
import { SupervisedWorker } from "../../../lib/util/supervised_worker.ts";

/** Stands in for a `Worker`: records messages, and dies on request. */
class FakeWorker {
  readonly received: string[] = [];
  isTerminated = false;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onmessageerror: (() => void) | undefined;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | undefined;

  postMessage(message: string): void {
    this.received.push(message);
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

function supervise(delays = { first: 1, limit: 4, stable: 30_000 }) {
  const fakes: FakeWorker[] = [];
  const messages: string[] = [];
  const exits: string[] = [];
  let time = 0;
  let started = Promise.withResolvers<void>();
  const supervised = new SupervisedWorker<string, string>({
    create: () => {
      const fake = new FakeWorker();
      fakes.push(fake);
      started.resolve();
      return { worker: fake as unknown as Worker, start: "start" };
    },
    parse: (data) => typeof data === "string" ? data : undefined,
    onMessage: async (message, reply) => {
      messages.push(message);
      if (message === "throw") throw new Error("no way\u001b");
      await Promise.resolve();
      if (message === "reject") throw new Error("rejected");
      reply(`re: ${message}`);
    },
    onExit: (reason) => exits.push(reason),
    delays,
    now: () => time,
  });
  return {
    ...{ supervised, fakes, messages, exits },
    advance: (duration: number) => time += duration,
    async restarted(): Promise<number> {
      started = Promise.withResolvers();
      const delay = supervised.restart();
      await started.promise;
      return delay;
    },
  };
}

function die(fake: FakeWorker | undefined, message: string): boolean {
  let isCancelled = false;
  fake?.onerror?.({ message, preventDefault: () => isCancelled = true });
  return isCancelled;
}

/** Lets the handling of messages go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("SupervisedWorker passes messages in both directions", async () => {
  const { supervised, fakes, messages } = supervise();
  supervised.send("too early");
  supervised.start();
  supervised.send("a");
  fakes[0]?.onmessage?.({ data: "b" });
  await settle();
  assertEquals([messages, fakes[0]?.received], [["b"], ["start", "a", "re: b"]]);
});

Deno.test("SupervisedWorker treats a worker as broken if its message is invalid or can't be handled", async () => {
  const deaths: readonly (readonly [(fake: FakeWorker) => void, string])[] = [
    [(fake) => fake.onmessage?.({ data: null }), "it sent an invalid message"],
    [(fake) => fake.onmessage?.({ data: { kind: "x" } }), "it sent an invalid message"],
    [(fake) => fake.onmessageerror?.(), "it sent an unreadable message"],
    [(fake) => fake.onmessage?.({ data: "throw" }), "no way\\u{1b}"],
    [(fake) => fake.onmessage?.({ data: "reject" }), "rejected"],
  ];
  for (const [send, reason] of deaths) {
    const { supervised, fakes, exits, restarted } = supervise();
    supervised.start();
    const [first] = fakes;
    assert(first !== undefined);
    send(first);
    await settle();
    assertEquals([exits, first.isTerminated, supervised.isRunning], [[reason], true, false]);
    await restarted();
    send(first);
    await settle();
    assertEquals([exits.length, supervised.isRunning], [1, true]);
  }
});

Deno.test("SupervisedWorker reports a death once and ignores the dead worker afterwards", async () => {
  const { supervised, fakes, messages, exits, restarted } = supervise();
  supervised.start();
  assert(die(fakes[0], "broken"));
  assertEquals([exits, fakes[0]?.isTerminated, supervised.isRunning], [["broken"], true, false]);
  await restarted();
  assertEquals([fakes.length, supervised.isRunning], [2, true]);
  assert(die(fakes[0], "again"));
  fakes[0]?.onmessage?.({ data: "late" });
  assertEquals([exits, messages, fakes[1]?.isTerminated], [["broken"], [], false]);
});

Deno.test("SupervisedWorker.restart() doubles the delay up to the limit, and starts over after a long life", async () => {
  const { supervised, advance, restarted } = supervise();
  supervised.start();
  const delays = [];
  for (let count = 0; count < 4; count++) delays.push(await restarted());
  advance(30_000);
  delays.push(await restarted());
  advance(30_001);
  for (let count = 0; count < 2; count++) delays.push(await restarted());
  assertEquals(delays, [1, 2, 4, 4, 4, 1, 2]);
});

Deno.test("SupervisedWorker.stop() terminates without onExit and cancels a restart", async () => {
  const { supervised, fakes, exits } = supervise();
  supervised.start();
  supervised.fail("broken");
  supervised.restart();
  supervised.stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals([fakes.length, exits], [1, ["broken"]]);
});
