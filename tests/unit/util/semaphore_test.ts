import { assert, assertEquals } from "@std/assert";
import { Semaphore } from "../../../lib/util/semaphore.ts";

Deno.test("Semaphore.tryAcquire() fails when all permits are taken", () => {
  const semaphore = new Semaphore(2);
  const release = semaphore.tryAcquire();
  assert(release !== undefined);
  assert(semaphore.tryAcquire() !== undefined);
  assertEquals(semaphore.tryAcquire(), undefined);
  // Releasing a permit twice frees one permit only.
  release();
  release();
  assert(semaphore.tryAcquire() !== undefined);
  assertEquals(semaphore.tryAcquire(), undefined);
});
