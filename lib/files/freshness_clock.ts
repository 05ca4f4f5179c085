import { setImmediate } from "node:timers";

/** Returns the current freshness tick. File system state that was read within a tick is not read again. */
export type FreshnessClock = () => number;

/** Calls within a millisecond: more than a single client causes that waits for each response. */
const LOAD = 20;

/**
 * Creates a clock whose ticks end with the millisecond and, except under load, with the turn of the event loop. A client
 * that waits for a response, writes a file and requests it then always gets another tick. Under load, a millisecond can
 * have many turns with few requests each, and checking files would cost as much as everything else.
 */
export function createFreshnessClock(): FreshnessClock {
  let tick = 0;
  let isOver = true;
  let isTurning = false;
  let millisecond = NaN;
  let calls = 0;
  let isLoaded = false;
  function turn(): void {
    isTurning = false;
    isOver = true;
  }
  return () => {
    const now = Date.now();
    if (now !== millisecond) {
      isLoaded = calls >= LOAD && now === millisecond + 1;
      [millisecond, calls, isOver] = [now, 0, true];
    }
    calls++;
    if (!isOver) return tick;
    isOver = false;
    if (!isLoaded && !isTurning) {
      isTurning = true;
      setImmediate(turn);
    }
    return ++tick;
  };
}
