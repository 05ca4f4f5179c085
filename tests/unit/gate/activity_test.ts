import { assert, assertEquals } from "@std/assert";
import { Activity } from "../../../lib/gate/activity.ts";

const PATIENCE = { headerTimeout: 10, idleTimeout: 60, writeTimeout: 30 };
const SECOND = 1000;

function overdueAt(activity: Activity, seconds: number, isWriting = false) {
  return activity.expiredTimeout(seconds * SECOND, isWriting, PATIENCE);
}

Deno.test("Activity: a new connection owes a head, counted from the beginning", () => {
  const activity = new Activity(0);
  assertEquals(overdueAt(activity, 9.9), undefined);
  assert(!activity.hasPartialHead);
  activity.recordReceived(9 * SECOND, 5);
  assert(activity.hasPartialHead);
  assertEquals(overdueAt(activity, 10.1), "head");
});

Deno.test("Activity: between requests it is idle, until the first byte of the next head", () => {
  const activity = new Activity(0);
  activity.beginRequest(SECOND);
  activity.endRequest(2 * SECOND);
  assertEquals(overdueAt(activity, 61.9), undefined);
  assertEquals(overdueAt(activity, 62.1), "idle");
  activity.recordReceived(50 * SECOND, 1);
  activity.recordReceived(59 * SECOND, 1);
  assertEquals(overdueAt(activity, 59.9), undefined);
  assertEquals(overdueAt(activity, 60.1), "head");
});

Deno.test("Activity: while it is answered the client has to take something", () => {
  const activity = new Activity(0);
  activity.beginRequest(5 * SECOND);
  assertEquals(overdueAt(activity, 34.9), undefined);
  assertEquals(overdueAt(activity, 35.1), "write");
  activity.recordSent(35 * SECOND, 1);
  assertEquals(overdueAt(activity, 64), undefined);
  // What is left of an answer that has ended has to be taken too.
  activity.endRequest(60 * SECOND);
  assertEquals(overdueAt(activity, 64, true), undefined);
  assertEquals(overdueAt(activity, 66, true), "write");
});

Deno.test("Activity: in HTTP/2 pings are no head, and their answers no progress", () => {
  const activity = new Activity(0);
  activity.isHttp2 = true;
  activity.recordReceived(SECOND, 100);
  assertEquals(overdueAt(activity, 11), "head");
  activity.beginRequest(2 * SECOND);
  activity.recordSent(20 * SECOND, 17);
  assertEquals(overdueAt(activity, 33), "write");
  activity.recordSent(20 * SECOND, 64);
  assertEquals(overdueAt(activity, 33), undefined);
  activity.endRequest(33 * SECOND);
  activity.recordReceived(34 * SECOND, 17);
  assertEquals(overdueAt(activity, 92), undefined);
  assertEquals(overdueAt(activity, 94), "idle");
});

Deno.test("Activity: several requests at once", () => {
  const activity = new Activity(0);
  activity.isHttp2 = true;
  activity.beginRequest(0);
  activity.beginRequest(0);
  activity.endRequest(SECOND);
  assert(!activity.isWaiting);
  activity.endRequest(SECOND);
  assert(activity.isWaiting && activity.isFullyAnswered);
  activity.recordReceived(2 * SECOND, 1);
  assert(!activity.isFullyAnswered);
});

Deno.test("Activity: bytes are counted from one head to the next", () => {
  const activity = new Activity(0);
  activity.recordReceived(0, 100);
  activity.beginRequest(0);
  activity.recordReceived(0, 1000);
  assertEquals(activity.bytesSinceHead, 1000);
  activity.beginRequest(0);
  assertEquals(activity.bytesSinceHead, 0);
});
