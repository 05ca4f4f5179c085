import { setImmediate } from "node:timers";

/** Tells moments apart: the same number means that it is still the same one. */
export type FreshnessClock = () => number;

/** What is more than one client, which waits for each response, can ask for: looks in a millisecond. */
const LOAD = 20;

/**
 * Makes a clock whose moments are short enough for one look at the file system to hold. They end with the millisecond
 * and, but for under load, with the turn of the event loop: a client that waits for its response before it writes a
 * file, and then asks again, never meets the same one. Under load there may be many turns in a millisecond, each with
 * few requests, and looks would cost as much as all else.
 */
export function createFreshnessClock(): FreshnessClock {
  let moment = 0;
  let isOver = true;
  let isTurning = false;
  let millisecond = NaN;
  let looks = 0;
  let isLoaded = false;
  function turn(): void {
    isTurning = false;
    isOver = true;
  }
  return () => {
    const now = Date.now();
    if (now !== millisecond) {
      isLoaded = looks >= LOAD && now === millisecond + 1;
      [millisecond, looks, isOver] = [now, 0, true];
    }
    looks++;
    if (!isOver) return moment;
    isOver = false;
    if (!isLoaded && !isTurning) {
      isTurning = true;
      setImmediate(turn);
    }
    return ++moment;
  };
}
