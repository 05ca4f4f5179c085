import { describeError } from "../util/errors.ts";

/** How often to look for an open inspector, in milliseconds: for two seconds after a signal, and from then on. */
const SHORT_INTERVAL = 5;
const LONG_INTERVAL = 1_000;
const WATCHFUL_TIME = 2_000;

/**
 * Closes the runtime's inspector whenever SIGUSR1 opens it. From source, Deno 2.9 then listens on 127.0.0.1:9229, also
 * if the program listens for the signal, and any local program that connects there controls this process. There is no
 * option against it. Executables have no inspector; for them this only keeps the signal from ending the process.
 *
 * @param report Receives a line for the operator.
 */
export function keepInspectorClosed(report: (text: string) => void): void {
  if (Deno.build.os === "windows") return;
  let lastSignal = -Infinity;
  let isLooking = false;
  Deno.addSignalListener("SIGUSR1", () => {
    lastSignal = performance.now();
    if (!isLooking) look();
    isLooking = true;
  });
  // The runtime opens its inspector some milliseconds after the signal, sometimes later.
  async function look(): Promise<void> {
    if (!await closeInspector(report)) return;
    const isRecent = performance.now() - lastSignal < WATCHFUL_TIME;
    setTimeout(look, isRecent ? SHORT_INTERVAL : LONG_INTERVAL);
  }
}

/**
 * Closes the inspector if it is open. Needs the permission `sys` for `inspector`.
 *
 * @returns False if that is impossible.
 */
async function closeInspector(report: (text: string) => void): Promise<boolean> {
  // Imported on demand, which keeps the start fast.
  const { close, url } = await import("node:inspector");
  try {
    if (url() === undefined) return true;
    close();
    report("SIGUSR1 opened the runtime's debugging port; it is closed again");
    return true;
  } catch (error) {
    const reason = describeError(error, false);
    report(`the runtime's debugging port can't be closed: ${reason} (restart Plinth)`);
    return false;
  }
}
