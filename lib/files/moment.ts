import { setImmediate } from "node:timers";

/** Tells moments apart: the same number means that it is still the same one. */
export type Clock = () => number;

/**
 * Makes a clock whose moments are short enough for one look at the file system to hold: they end with the turn
 * of the event loop, and with the millisecond. Requests that a loaded server takes up together share a moment; a
 * client that waits for its response before it writes a file, and then asks again, never meets the same one.
 */
export function createClock(): Clock {
  let moment = 0;
  let millisecond = NaN;
  let isTurning = false;
  function turn(): void {
    isTurning = false;
    millisecond = NaN;
  }
  return () => {
    const now = Date.now();
    if (now === millisecond) return moment;
    millisecond = now;
    if (!isTurning) {
      isTurning = true;
      setImmediate(turn);
    }
    return ++moment;
  };
}
