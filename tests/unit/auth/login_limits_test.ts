import { assert, assertEquals } from "@std/assert";
import { type AdmittedLogin, LoginLimits } from "../../../lib/auth/login_limits.ts";
import { TokenBuckets } from "../../../lib/auth/token_bucket.ts";

Deno.test("TokenBuckets allows a burst, then one event per interval, for each key", () => {
  let now = 0;
  const limit = new TokenBuckets<string>({
    burst: 10,
    refill: 6_000,
    maxKeys: 100,
    now: () => now,
  });
  const taken = (key: string) =>
    Array.from({ length: 20 }, () => limit.take(key)).filter(Boolean).length;
  assertEquals([taken("a"), taken("b"), taken("a")], [10, 10, 0]);
  now = 6_000;
  assertEquals([limit.take("a"), limit.take("a")], [true, false]);
  limit.giveBack("a");
  assertEquals([limit.take("a"), limit.take("a")], [true, false]);
  now = 1e9;
  assertEquals(taken("a"), 10);
});

/** Limits with a clock, and what they reported. */
function setUp() {
  const state = { now: 0, reports: [] as string[] };
  const limits = new LoginLimits((text) => state.reports.push(text), () => state.now);
  /** Makes an attempt that ends at once; returns how it ended. */
  const attempt = (worker: number, address: string, isRight = false): string => {
    const login = limits.admit(worker, address);
    if (typeof login === "string") return login;
    login.end(isRight);
    return isRight ? "right" : "wrong";
  };
  return { state, limits, attempt };
}

Deno.test("LoginLimits count a client's wrong passwords by network, over all workers", () => {
  const { state, attempt } = setUp();
  const spellings = ["192.0.2.1", "::ffff:192.0.2.1", "::FFFF:C000:201", "::ffff:c000:201%eth0"];
  for (let count = 0; count < 10; count++) {
    assertEquals(attempt(count % 2, spellings[count % spellings.length] ?? ""), "wrong");
  }
  for (const spelling of spellings) assertEquals(attempt(3, spelling), "limited", spelling);
  assertEquals(attempt(0, "192.0.2.2"), "wrong");
  for (let count = 0; count < 10; count++) assertEquals(attempt(0, `2001:db8::${count}`), "wrong");
  assertEquals(attempt(0, "2001:DB8:0:0:1::2"), "limited");
  assertEquals(attempt(0, "2001:db8:0:1::2"), "wrong");
  state.now = 6_000;
  assertEquals([attempt(0, "192.0.2.1"), attempt(0, "192.0.2.1")], ["wrong", "limited"]);
  assertEquals(state.reports, []);
});

Deno.test("LoginLimits do not count right passwords", () => {
  const { attempt } = setUp();
  for (let count = 0; count < 2_000; count++) assertEquals(attempt(1, "192.0.2.1", true), "right");
});

Deno.test("LoginLimits bound a worker that names ever new clients, and no other worker", () => {
  const { state, attempt } = setUp();
  const flood = () => {
    let wrong = 0;
    for (let count = 0; count < 5_000; count++) {
      if (attempt(1, `10.${state.now % 250}.${count >> 8}.${count & 255}`) === "wrong") wrong++;
    }
    return wrong;
  };
  assertEquals([flood(), flood()], [500, 0]);
  assertEquals(attempt(1, "192.0.2.1", true), "busy");
  assertEquals(attempt(2, "192.0.2.1", true), "right");
  state.now = 10_000;
  assertEquals(flood(), 40);
  // A right password does not make more guesses possible.
  state.now += 250;
  for (let count = 0; count < 100; count++) assertEquals(attempt(1, "192.0.2.1", true), "right");
  assertEquals([attempt(1, "192.0.2.1"), attempt(1, "192.0.2.2")], ["wrong", "busy"]);
  assertEquals(state.reports.length, 1);
  assert(state.reports[0]?.startsWith("worker 1 "));
  state.now = 60_001;
  flood();
  assertEquals(state.reports.length, 2);
});

Deno.test("LoginLimits bound the passwords of a worker that are being verified", () => {
  const { limits, attempt } = setUp();
  const pending: AdmittedLogin[] = [];
  for (let count = 0; count < 40; count++) {
    const login = limits.admit(1, `10.0.0.${count}`);
    if (typeof login !== "string") pending.push(login);
  }
  assertEquals(pending.length, 32);
  assertEquals([attempt(1, "10.0.1.1"), attempt(2, "10.0.1.1")], ["busy", "wrong"]);
  pending[0]?.end(false);
  assertEquals(attempt(1, "10.0.1.1"), "wrong");
});
