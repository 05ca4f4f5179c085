import { assertEquals } from "@std/assert";
import {
  ConnectionCounts,
  createConnectionCountMemory,
} from "../../../lib/gate/connection_counts.ts";

Deno.test("ConnectionCounts counts the connections of all workers", () => {
  const memory = createConnectionCountMemory(3);
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

Deno.test("clear() removes the counts of a dead worker", () => {
  const memory = createConnectionCountMemory(2);
  const [one, two] = [new ConnectionCounts(memory, 0, 1), new ConnectionCounts(memory, 1, 1)];
  one.add("192.0.2.1");
  two.add("192.0.2.1");
  new ConnectionCounts(memory, 0, 1).clear();
  assertEquals([two.total(), two.countOf("192.0.2.1")], [1, 1]);
});

Deno.test("ConnectionCounts rarely counts two addresses together", () => {
  const connectionCounts = new ConnectionCounts(createConnectionCountMemory(1), 0, 12345);
  for (let host = 0; host < 1000; host++) connectionCounts.add(`10.0.${host >> 8}.${host & 255}`);
  let collisions = 0;
  for (let host = 0; host < 1000; host++) {
    if (connectionCounts.countOf(`10.1.${host >> 8}.${host & 255}`) > 0) collisions++;
  }
  assertEquals(collisions < 50, true, `${collisions} of 1000`);
});
