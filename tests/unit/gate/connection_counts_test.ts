import { assertEquals } from "@std/assert";
import {
  ConnectionCounts,
  createConnectionCountsMemory,
} from "../../../lib/gate/connection_counts.ts";

Deno.test("ConnectionCounts counts the connections of all workers", () => {
  const memory = createConnectionCountsMemory(3);
  const [one, two] = [new ConnectionCounts(memory, 0, 7), new ConnectionCounts(memory, 2, 7)];
  one.add("192.0.2.1");
  two.add("192.0.2.1");
  two.add("192.0.2.2");
  two.add(undefined);
  assertEquals([one.total(), two.total()], [4, 4]);
  assertEquals([one.countOf("192.0.2.1"), one.countOf("192.0.2.2")], [2, 1]);
  assertEquals(two.countOf("192.0.2.3"), 0);
  one.remove("192.0.2.1");
  two.remove(undefined);
  assertEquals([one.total(), two.countOf("192.0.2.1")], [2, 1]);
});

Deno.test("ConnectionCounts forgets what a dead worker had counted", () => {
  const memory = createConnectionCountsMemory(2);
  const [one, two] = [new ConnectionCounts(memory, 0, 1), new ConnectionCounts(memory, 1, 1)];
  one.add("192.0.2.1");
  two.add("192.0.2.1");
  new ConnectionCounts(memory, 0, 1).clear();
  assertEquals([two.total(), two.countOf("192.0.2.1")], [1, 1]);
});

Deno.test("ConnectionCounts seldom takes one address for another", () => {
  const connectionCounts = new ConnectionCounts(createConnectionCountsMemory(1), 0, 12345);
  for (let host = 0; host < 1000; host++) connectionCounts.add(`10.0.${host >> 8}.${host & 255}`);
  let mistaken = 0;
  for (let host = 0; host < 1000; host++) {
    if (connectionCounts.countOf(`10.1.${host >> 8}.${host & 255}`) > 0) mistaken++;
  }
  assertEquals(mistaken < 50, true, `${mistaken} of 1000`);
});
