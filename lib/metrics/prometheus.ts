/** A metric with its samples, one for each set of labels. */
export interface Family {
  /** Without the suffix that a histogram's samples have. */
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

/** The media type of the text. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Writes metrics in the text format of Prometheus, version 0.0.4. */
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
 * The samples of a histogram.
 *
 * @param bounds The upper bounds of the buckets.
 * @param counts What fell into each bucket alone; one more than the bounds, for what is over them.
 * @param sum Of all that was observed.
 */
export function histogramSamples(
  bounds: readonly number[],
  counts: readonly number[],
  sum: number,
): Sample[] {
  let count = 0;
  const buckets = counts.map((own, index) => {
    count += own;
    return {
      suffix: "_bucket",
      labels: { le: formatValue(bounds[index] ?? Infinity) },
      value: count,
    };
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
