import { assert, assertEquals } from "@std/assert";
import { Activity } from "../../../lib/gate/activity_timeouts.ts";

const TIMEOUTS = { headerTimeout: 10, idleTimeout: 60, writeTimeout: 30 };
const SECOND = 1000;

function timeoutAt(activity: Activity, seconds: number, isWriting = false) {
  return activity.expiredTimeout(seconds * SECOND, isWriting, TIMEOUTS);
}

Deno.test("Activity starts the header timeout when the connection opens", () => {
  const activity = new Activity(0);
  assertEquals(timeoutAt(activity, 9.9), undefined);
  assert(!activity.hasPartialHead);
  activity.recordReceived(9 * SECOND, 5);
  assert(activity.hasPartialHead);
  assertEquals(timeoutAt(activity, 10.1), "headerTimeout");
});

Deno.test("Activity is idle between requests until the first byte of the next head", () => {
  const activity = new Activity(0);
  activity.beginRequest(SECOND);
  activity.endRequest(2 * SECOND);
  assertEquals(timeoutAt(activity, 61.9), undefined);
  assertEquals(timeoutAt(activity, 62.1), "idleTimeout");
  activity.recordReceived(50 * SECOND, 1);
  activity.recordReceived(59 * SECOND, 1);
  assertEquals(timeoutAt(activity, 59.9), undefined);
  assertEquals(timeoutAt(activity, 60.1), "headerTimeout");
});

Deno.test("Activity expects the client to read the response", () => {
  const activity = new Activity(0);
  activity.beginRequest(5 * SECOND);
  assertEquals(timeoutAt(activity, 34.9), undefined);
  assertEquals(timeoutAt(activity, 35.1), "writeTimeout");
  activity.recordSent(35 * SECOND, 1);
  assertEquals(timeoutAt(activity, 64), undefined);
  // The client must also read buffered bytes of a complete response.
  activity.endRequest(60 * SECOND);
  assertEquals(timeoutAt(activity, 64, true), undefined);
  assertEquals(timeoutAt(activity, 66, true), "writeTimeout");
});

Deno.test("Activity does not count HTTP/2 PING frames as a head nor their acknowledgements as progress", () => {
  const activity = new Activity(0);
  activity.isHttp2 = true;
  activity.recordReceived(SECOND, 100);
  assertEquals(timeoutAt(activity, 11), "headerTimeout");
  activity.beginRequest(2 * SECOND);
  activity.recordSent(20 * SECOND, 17);
  assertEquals(timeoutAt(activity, 33), "writeTimeout");
  activity.recordSent(20 * SECOND, 64);
  assertEquals(timeoutAt(activity, 33), undefined);
  activity.endRequest(33 * SECOND);
  activity.recordReceived(34 * SECOND, 17);
  assertEquals(timeoutAt(activity, 92), undefined);
  assertEquals(timeoutAt(activity, 94), "idleTimeout");
});

Deno.test("Activity counts concurrent requests", () => {
  const activity = new Activity(0);
  activity.isHttp2 = true;
  activity.beginRequest(0);
  activity.beginRequest(0);
  activity.endRequest(SECOND);
  assert(activity.hasActiveRequest);
  activity.endRequest(SECOND);
  assert(!activity.hasActiveRequest && activity.isFullyAnswered);
  activity.recordReceived(2 * SECOND, 1);
  assert(!activity.isFullyAnswered);
});

Deno.test("Activity counts bytes since the last complete head", () => {
  const activity = new Activity(0);
  activity.recordReceived(0, 100);
  activity.beginRequest(0);
  activity.recordReceived(0, 1000);
  assertEquals(activity.bytesSinceHead, 1000);
  activity.beginRequest(0);
  assertEquals(activity.bytesSinceHead, 0);
});
