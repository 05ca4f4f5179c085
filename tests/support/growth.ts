/**
 * Returns how much longer `run` takes for an input four times as long: about 4 if its cost is linear, about 16 if it is
 * quadratic. Each length counts with the fastest of five runs, so that other load on the machine does not matter.
 */
export function growth(run: (length: number) => void): number {
  const measure = (length: number) => {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      run(length);
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  // A floor of 0.5 ms: shorter times are noise, and quadratic cost at 60,000 characters takes seconds.
  const short = Math.max(measure(15_000), 0.5);
  return measure(60_000) / short;
}

/** The growth of a linear function, with a wide margin, is below this; that of a quadratic one is about 16. */
export const MAX_LINEAR_GROWTH = 10;
