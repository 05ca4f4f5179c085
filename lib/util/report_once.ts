/** The texts come from clients, so the number of reports and the memory for them are limited. */
const MAX_REPORTS = 100;

/** Wraps `report` so that it is called once in `interval` milliseconds at most. */
export function reportOncePer(interval: number, report: () => void): () => void {
  let reportedAt = -Infinity;
  return () => {
    if (performance.now() - reportedAt < interval) return;
    reportedAt = performance.now();
    report();
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
