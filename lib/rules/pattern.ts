/** What a pattern's placeholders stand for: decoded text; `splat` for the last `*`. */
export type Captures = Readonly<Record<string, string>>;

/** A compiled pattern of `_redirects` or `_headers`: literal text, `:placeholder`, `*`. */
export interface Pattern {
  /** What every match begins with. */
  readonly prefix: string;
  /** Whether `prefix` is all of it. */
  readonly isLiteral: boolean;
  /** Undefined when it does not match. */
  match(text: string): Captures | undefined;
}

/** Why a text is no pattern. */
export class PatternError extends Error {}

const WILD = /\*|:[A-Za-z_]/;
const HOLE = /:([A-Za-z_]\w*)/;

/**
 * Compiles a pattern for decoded paths. A placeholder is text within one segment, a `*` is any text; a final slash
 * makes no difference, and `/a/*` is `/a` too (Netlify's documentation, "Redirect options").
 *
 * Matching takes time in proportion to the path. A part of the expression that has matched is not tried again with
 * another length: `(?=(?<n>...))\k<n>` is what other dialects write as an atomic group. The last `*`, and the last
 * placeholder of a segment, may be tried again, because what follows them fits at one length alone.
 *
 * @throws {PatternError}
 */
export function compilePattern(text: string): Pattern {
  const path = decode(text.length > 1 ? text.replace(/\/$/, "") : text);
  const wild = path.search(WILD);
  if (wild < 0) {
    const isMatch = (given: string) => given === path || given === `${path}/`;
    return { prefix: path, isLiteral: true, match: (given) => isMatch(given) ? {} : undefined };
  }
  const prefix = path.slice(0, wild);
  return {
    prefix: path.charAt(wild) === "*" ? prefix.replace(/\/$/, "") : prefix,
    isLiteral: false,
    match: matcher(new Translation(path).source),
  };
}

/** Compiles a pattern for host names: `:placeholder` and `*` each stand for one label. */
export function compileHostPattern(text: string): Pattern {
  const labels = text.toLowerCase().replace(/:\d+$/, "").split(".");
  const source = labels.map((label) => {
    const name = HOLE.exec(label)?.[1];
    if (name !== undefined && label === `:${name}`) return `(?<${name}>[^.]+)`;
    return label === "*" ? "[^.]+" : escape(label);
  });
  const isLiteral = !WILD.test(text);
  return { prefix: "", isLiteral, match: matcher(source.join("\\.")) };
}

function matcher(source: string): Pattern["match"] {
  const expression = new RegExp(`^${source}$`, "su");
  return (given) => {
    const found = expression.exec(given);
    if (found === null) return undefined;
    const named = Object.entries(found.groups ?? {}).filter(([name]) => !name.startsWith("$"));
    return Object.fromEntries(named.map(([name, value]) => [name, value ?? ""]));
  };
}

/** Undoes percent-escapes, as they were undone in the request's path. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new PatternError(`"${text}" has a percent sign that begins no escape`);
  }
}

/** The regular expression that a pattern stands for. */
class Translation {
  readonly source: string;
  readonly #names = new Set<string>();
  #atoms = 0;

  constructor(path: string) {
    const chunks = path.split("*");
    const [first = "", ...rest] = chunks;
    const last = rest.pop();
    const head = this.#chunk(first, false, last !== undefined);
    if (last === undefined) {
      this.source = `${head}/?`;
      return;
    }
    const middle = rest.map((chunk) => this.#atom(`.*?${this.#chunk(chunk, true, true)}`)).join("");
    const before = `${head}${middle}`;
    const splat = "(?<splat>.*)";
    if (last !== "") this.source = `${before}${splat}${this.#chunk(last, true, false)}/?`;
    else if (before.endsWith("/")) this.source = `${before.slice(0, -1)}(?:/${splat})?`;
    else this.source = `${before}${splat}`;
  }

  /** The text between two stars, or between a star and an end. */
  #chunk(text: string, isAfterStar: boolean, isBeforeStar: boolean): string {
    const segments = text.split("/");
    return segments.map((segment, index) => {
      const isOpen = isBeforeStar && index === segments.length - 1;
      if (isAfterStar && HOLE.test(segment)) this.#refuseUnlessWhole(segment, index);
      return this.#segment(segment, isOpen);
    }).join("/");
  }

  /** Else there would be many ways to match: each place where the star may end, times each length. */
  #refuseUnlessWhole(segment: string, index: number): void {
    if (index > 0 && segment.replace(HOLE, "") === "") return;
    throw new PatternError(`after "*" a placeholder must be a whole segment, as in "/*/:name"`);
  }

  /** @param isOpen Whether a star follows, so that nothing tells where the segment ends. */
  #segment(segment: string, isOpen: boolean): string {
    const pieces = segment.split(new RegExp(HOLE, "g"));
    let source = escape(pieces[0] ?? "");
    for (let index = 1; index < pieces.length; index += 2) {
      const name = pieces[index] ?? "";
      const after = escape(pieces[index + 1] ?? "");
      if (this.#names.has(name) || name === "splat") {
        throw new PatternError(`":${name}" can't stand in it twice`);
      }
      this.#names.add(name);
      const isLast = index + 2 >= pieces.length;
      if (after === "") source += this.#atom(`(?<${name}>[^/]+)`);
      else if (isLast && !isOpen) source += `(?<${name}>[^/]+)${after}`;
      else source += this.#atom(`(?<${name}>[^/]+?)${after}`);
    }
    return source;
  }

  #atom(source: string): string {
    const name = `$${++this.#atoms}`;
    return `(?=(?<${name}>${source}))\\k<${name}>`;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
