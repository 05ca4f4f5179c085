/** A metric with one sample for each set of labels. */
export interface Family {
  /** Without the suffix of a histogram's samples. */
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly Sample[];
}

/** One figure. */
export interface Sample {
  /** `_bucket`, `_sum` and `_count` of a histogram. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Media type of the text format. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Formats metrics in the Prometheus text format, version 0.0.4. */
export function formatFamilies(families: readonly Family[]): string {
  return families.map(({ name, help, type, samples }) => {
    const lines = samples.map(({ suffix = "", labels = {}, value }) =>
      `${name}${suffix}${formatLabels(labels)} ${formatValue(value)}\n`
    );
    const escapedHelp = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
    return `# HELP ${name} ${escapedHelp}\n# TYPE ${name} ${type}\n${lines.join("")}`;
  }).join("");
}

/**
 * Returns the samples of a histogram.
 *
 * @param bounds The upper bounds of the buckets.
 * @param counts Number of observations in each bucket alone; the last one is for values above all bounds.
 * @param sum Sum of all observed values.
 */
export function histogramSamples(
  bounds: readonly number[],
  counts: readonly number[],
  sum: number,
): Sample[] {
  let count = 0;
  const buckets = counts.map((own, index) => {
    count += own;
    const le = formatValue(bounds[index] ?? Infinity);
    return { suffix: "_bucket", labels: { le }, value: count };
  });
  return [...buckets, { suffix: "_sum", value: sum }, { suffix: "_count", value: count }];
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function formatValue(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}
