import { send } from "../check/client.ts";
import type { Load, Target } from "./load.ts";
import { type Driven, median, percentile } from "./measurement.ts";

/** Enough requests that the first one, which may miss caches, does not affect the median. */
const MIN_REQUESTS = 5;

/** Sends one request at a time, and measures the time to the first byte and to the end. */
export async function driveSingle(
  load: Load & { kind: "single" },
  target: Target,
): Promise<Driven> {
  const firstBytes: number[] = [];
  const wholes: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const end = start + target.seconds * 1000;
  while (wholes.length < MIN_REQUESTS || performance.now() < end) {
    const sent = performance.now();
    let first: number | undefined;
    const { body } = await send(target, load.request, target.fields);
    for await (const chunk of body) {
      first ??= performance.now();
      bytes += chunk.byteLength;
    }
    wholes.push((performance.now() - sent) * 1000);
    firstBytes.push(((first ?? performance.now()) - sent) * 1000);
  }
  const seconds = (performance.now() - start) / 1000;
  const sorted = wholes.toSorted((one, other) => one - other);
  return {
    requests: wholes.length,
    measured: {
      requestsPerSecond: wholes.length / seconds,
      bytesPerSecond: bytes / seconds,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      firstByte: median(firstBytes),
      firstByteAtFirst: firstBytes[0] ?? NaN,
    },
  };
}
