import { assert, assertEquals } from "@std/assert";
import { Activity } from "../../../lib/gate/activity.ts";

const PATIENCE = { headerTimeout: 10, idleTimeout: 60, writeTimeout: 30 };
const SECOND = 1000;

function overdueAt(activity: Activity, seconds: number, isWriting = false) {
  return activity.overdue(seconds * SECOND, isWriting, PATIENCE);
}

Deno.test("Activity: a new connection owes a head, counted from the beginning", () => {
  const activity = new Activity(0);
  assertEquals(overdueAt(activity, 9.9), undefined);
  assert(!activity.hasBegunHead);
  activity.received(9 * SECOND, 5);
  assert(activity.hasBegunHead);
  assertEquals(overdueAt(activity, 10.1), "head");
});

Deno.test("Activity: between requests it is idle, until the first byte of the next head", () => {
  const activity = new Activity(0);
  activity.requestBegan(SECOND);
  activity.requestEnded(2 * SECOND);
  assertEquals(overdueAt(activity, 61.9), undefined);
  assertEquals(overdueAt(activity, 62.1), "idle");
  activity.received(50 * SECOND, 1);
  activity.received(59 * SECOND, 1);
  assertEquals(overdueAt(activity, 59.9), undefined);
  assertEquals(overdueAt(activity, 60.1), "head");
});

Deno.test("Activity: while it is answered the client has to take something", () => {
  const activity = new Activity(0);
  activity.requestBegan(5 * SECOND);
  assertEquals(overdueAt(activity, 34.9), undefined);
  assertEquals(overdueAt(activity, 35.1), "write");
  activity.sent(35 * SECOND, 1);
  assertEquals(overdueAt(activity, 64), undefined);
  // What is left of an answer that has ended has to be taken too.
  activity.requestEnded(60 * SECOND);
  assertEquals(overdueAt(activity, 64, true), undefined);
  assertEquals(overdueAt(activity, 66, true), "write");
});

Deno.test("Activity: in HTTP/2 pings are no head, and their answers no progress", () => {
  const activity = new Activity(0);
  activity.multiplexed = true;
  activity.received(SECOND, 100);
  assertEquals(overdueAt(activity, 11), "head");
  activity.requestBegan(2 * SECOND);
  activity.sent(20 * SECOND, 17);
  assertEquals(overdueAt(activity, 33), "write");
  activity.sent(20 * SECOND, 64);
  assertEquals(overdueAt(activity, 33), undefined);
  activity.requestEnded(33 * SECOND);
  activity.received(34 * SECOND, 17);
  assertEquals(overdueAt(activity, 92), undefined);
  assertEquals(overdueAt(activity, 94), "idle");
});

Deno.test("Activity: several requests at once", () => {
  const activity = new Activity(0);
  activity.multiplexed = true;
  activity.requestBegan(0);
  activity.requestBegan(0);
  activity.requestEnded(SECOND);
  assert(!activity.isWaiting);
  activity.requestEnded(SECOND);
  assert(activity.isWaiting && activity.isSettled);
  activity.received(2 * SECOND, 1);
  assert(!activity.isSettled);
});

Deno.test("Activity: bytes are counted from one head to the next", () => {
  const activity = new Activity(0);
  activity.received(0, 100);
  activity.requestBegan(0);
  activity.received(0, 1000);
  assertEquals(activity.uploaded, 1000);
  activity.requestBegan(0);
  assertEquals(activity.uploaded, 0);
});
