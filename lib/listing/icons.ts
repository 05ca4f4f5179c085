import { mediaTypeOf } from "../http/media_type.ts";

/** The kind of an entry, which determines its icon and its preview. */
export type PreviewKind =
  | "folder"
  | "image"
  | "audio"
  | "video"
  | "pdf"
  | "markdown"
  | "code"
  | "text"
  | "archive"
  | "file";

const ARCHIVES = /\.(?:zip|tar|t?gz|tgz|bz2|xz|zst|7z|rar|jar|iso|deb|rpm|dmg)$/i;
const CODE =
  /\.(?:[cm]?[jt]sx?|json[c5]?|html?|css|s[ac]ss|less|py|rb|rs|go|java|kt|swift|c|h|cc|cpp|hpp|cs|php|sh|bash|zsh|fish|ps1|lua|pl|r|jl|sql|ya?ml|toml|ini|cfg|conf|xml|xsl|vue|svelte|zig|nix|ex|exs|erl|hs|ml|scala|clj|dart|proto|graphql|patch|diff|wasm|tf)$|^(?:Makefile|Dockerfile|Containerfile)$/i;

/** Text files that customarily have no extension. */
const TEXTS =
  /^(?:README|LICEN[CS]E|COPYING|NOTICE|AUTHORS|CONTRIBUTORS|CHANGELOG|CHANGES|NEWS|TODO|INSTALL|VERSION)$/i;

/** Returns the kind of a file by its name. */
export function previewKindOf(name: string): PreviewKind {
  if (/\.(?:md|markdown)$/i.test(name)) return "markdown";
  if (ARCHIVES.test(name)) return "archive";
  if (TEXTS.test(name)) return "text";
  // Checked before the media type: `.ts`, for example, is registered as a video type.
  if (CODE.test(name)) return "code";
  const { contentType } = mediaTypeOf(name);
  const type = contentType.slice(0, contentType.indexOf("/"));
  if (type === "image" || type === "audio" || type === "video" || type === "text") return type;
  return contentType === "application/pdf" ? "pdf" : "file";
}

// Strokes on a 16 × 16 grid. Many icons share the sheet of paper.
const SHEET = "M4 1.5h5l3.5 3.5v9.5h-8.5z";
const FOLD = "M9 1.5v3.5h3.5";

const SHAPES = {
  folder: "M1.5 13V3.5h4.5l1.5 2h7V13z",
  file: `${SHEET}${FOLD}`,
  text: `${SHEET}${FOLD}M6 8h4.5M6 11h4.5`,
  markdown: `${SHEET}${FOLD}M6 12V8.5l2.2 2 2.2-2V12`,
  code: "M5.5 4 1.5 8l4 4M10.5 4l4 4-4 4",
  image: "M1.5 2.5h13v11h-13zM2 12l3.5-4 3 3 2.5-2.5 3.5 3.5M10.5 5.5h.01",
  audio:
    "M5.5 12.5v-9l8-1.5v9M5.5 12.5a2 1.7 0 1 1-4 0 2 1.7 0 0 1 4 0zM13.5 11a2 1.7 0 1 1-4 0 2 1.7 0 0 1 4 0z",
  video: "M1.5 3h13v10h-13zM6.5 5.8v4.4l3.7-2.2z",
  pdf: `${SHEET}${FOLD}M6 12.5c1.5-1 2.5-3.5 2-5-1 1.5 1 4 3 4-2-.3-4 .2-5 1z`,
  archive: "M1.5 3h13v3h-13zM2.5 6v7.5h11V6M6.5 9h3",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7 14.5 14.5",
  grid: "M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z",
  list: "M2 3.5h12M2 8h12M2 12.5h12",
  download: "M8 1.5v9M4.5 7 8 10.5 11.5 7M2 14h12",
  view: "M1 8c3.5-6 10.5-6 14 0-3.5 6-10.5 6-14 0zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  up: "M8 14V3M3.5 7.5 8 3l4.5 4.5",
} as const;

/** The name of an icon. */
export type Icon = keyof typeof SHAPES;

/** All icons as SVG symbols; each page contains it once. */
export const SPRITE = `<svg class="sprite" aria-hidden="true">${
  Object.entries(SHAPES).map(([name, shape]) =>
    `<symbol id="i-${name}" viewBox="0 0 16 16"><path d="${shape}"/></symbol>`
  ).join("")
}</svg>\n`;

/** Returns a reference to an icon. It is hidden from screen readers, so give its meaning in words as well. */
export function icon(name: Icon): string {
  return `<svg class="i-${name}" aria-hidden="true"><use href="#i-${name}"/></svg>`;
}
