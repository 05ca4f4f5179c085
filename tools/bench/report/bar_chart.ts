import { escape } from "@std/html/entities";

/** A chart of horizontal bars in groups. */
export interface BarChart {
  readonly title: string;
  /** Meaning of the bars, and which direction is better. */
  readonly subtitle: string;
  readonly groups: readonly BarGroup[];
}

/** Bars with a common heading and scale. */
export interface BarGroup {
  /** Empty if there is only one group. */
  readonly title: string;
  readonly bars: readonly Bar[];
}

/** A bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** Label at its end. */
  readonly text: string;
  /** Whether it is highlighted. */
  readonly isOwn: boolean;
}

/** Lengths in SVG's user units: pixels unless scaled. */
const WIDTH = 720;
const LEFT = 176;
const ROW = 26;
const BAR = 16;
const VALUE_ROOM = 110;
const HEAD = 60;
const GROUP_HEAD = 28;

// A README shows a plot as an image without a background. The image can detect a dark colour scheme, so the text has a
// colour for each scheme.
const STYLE = `
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .soft { fill: #59636e; }
  .group { font-weight: 600; }
  .own-text { font-weight: 600; }
  .axis { stroke: #d1d9e0; }
  .bar { fill: #9aa4af; }
  .own { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .soft { fill: #9198a1; }
    .axis { stroke: #3d444d; }
    .bar { fill: #656c76; }
    .own { fill: #4493f8; }
  }`;

/** Draws a chart as an SVG image that is legible on light and dark backgrounds. */
export function drawBarChart({ title, subtitle, groups }: BarChart): string {
  const parts: string[] = [];
  let top = HEAD;
  for (const group of groups) {
    if (group.title !== "") {
      parts.push(text(0, top + 16, group.title, "group"));
      top += GROUP_HEAD;
    }
    parts.push(...drawGroup(group, top));
    top += group.bars.length * ROW + 10;
  }
  const description = groups.flatMap(({ title, bars }) =>
    bars.map(({ label, text }) => `${title === "" ? "" : `${title}, `}${label}: ${text}`)
  ).join("; ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" \
height="${top}" role="img" aria-labelledby="title description">
<title id="title">${escape(title)}</title>
<desc id="description">${escape(description)}</desc>
<style>${STYLE}
</style>
${text(0, 18, title, "title")}
${text(0, 40, subtitle, "soft")}
${parts.join("\n")}
</svg>
`;
}

function drawGroup({ bars }: BarGroup, top: number): string[] {
  const highest = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const room = WIDTH - LEFT - VALUE_ROOM;
  const axis = `<line class="axis" x1="${LEFT}" x2="${LEFT}" y1="${top}" y2="${
    top + bars.length * ROW
  }"/>`;
  return [
    axis,
    ...bars.flatMap(({ label, value, text: shown, isOwn }, index) => {
      const y = top + index * ROW + (ROW - BAR) / 2;
      const width = Math.max(1, value / highest * room).toFixed(1);
      const own = isOwn ? "own-text" : "";
      return [
        text(LEFT - 8, y + BAR - 3, label, own, "end"),
        `<rect class="${
          isOwn ? "own" : "bar"
        }" x="${LEFT}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
        text(LEFT + Number(width) + 8, y + BAR - 3, shown, own),
      ];
    }),
  ];
}

function text(x: number, y: number, content: string, kind: string, anchor = "start"): string {
  const attributes = `${kind === "" ? "" : ` class="${kind}"`} text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}"${attributes}>${escape(content)}</text>`;
}
