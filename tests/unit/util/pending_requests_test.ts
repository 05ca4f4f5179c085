import { assertEquals } from "@std/assert";
import { PendingRequests } from "../../../lib/util/pending_requests.ts";

Deno.test("PendingRequests matches each reply to its request, whatever the order", async () => {
  const requests = new PendingRequests<string>();
  const ids: number[] = [];
  const results = [1, 2, 3].map(() => requests.send((id) => ids.push(id)));
  assertEquals([new Set(ids).size, requests.size], [3, 3]);
  for (const id of ids.toReversed()) requests.resolve(id, `reply ${id}`);
  requests.resolve(1000, "unknown");
  assertEquals(await Promise.all(results), ids.map((id) => `reply ${id}`));
  assertEquals(requests.size, 0);
});

Deno.test("PendingRequests takes a reply that arrives while the request is being sent", async () => {
  const requests = new PendingRequests<string>();
  assertEquals(await requests.send((id) => requests.resolve(id, "reply")), "reply");
});

Deno.test("PendingRequests.resolveAll() completes every pending request, and none twice", async () => {
  const requests = new PendingRequests<boolean>();
  const ids: number[] = [];
  const results = [1, 2].map(() => requests.send((id) => ids.push(id)));
  requests.resolve(ids[0] ?? 0, true);
  requests.resolveAll(false);
  assertEquals(await Promise.all(results), [true, false]);
  assertEquals(requests.size, 0);
});
