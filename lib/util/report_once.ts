/** The texts come from clients, so the number of reports and the memory for them are limited. */
const MAX_REPORTS = 100;

const MINUTE = 60_000;

/** Wraps `report` so that it is called once per minute at most. @param now Monotonic time in milliseconds. */
export function reportOncePerMinute<Args extends readonly unknown[]>(
  report: (...args: Args) => void,
  now: () => number = () => performance.now(),
): (...args: Args) => void {
  let reportedAt = -Infinity;
  return (...args) => {
    if (now() - reportedAt < MINUTE) return;
    reportedAt = now();
    report(...args);
  };
}

/** Wraps `report` so that it is called once per distinct text, and for the first 100 distinct texts only. */
export function reportOnce(report: (text: string) => void): (text: string) => void {
  const reported = new Set<string>();
  return (text) => {
    if (reported.size >= MAX_REPORTS || reported.has(text)) return;
    reported.add(text);
    report(text);
  };
}
