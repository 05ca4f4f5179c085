/** Decoded text that each placeholder of a pattern matched; `splat` is that of the last `*`. */
export type Captures = Readonly<Record<string, string>>;

/** A compiled pattern of `_redirects` or `_headers`: literal text, `:placeholder`, `*`. */
export interface Pattern {
  /** Literal prefix of every match. */
  readonly prefix: string;
  /** Whether the pattern has no placeholder and no `*`; `prefix` is then all of it. */
  readonly isLiteral: boolean;
  /** Returns the captures, or undefined if the text does not match. */
  match(text: string): Captures | undefined;
}

/** Thrown for an invalid pattern. */
export class PatternError extends Error {}

const WILDCARD = /\*|:[A-Za-z_]/;
const PLACEHOLDER = /:([A-Za-z_]\w*)/;

/**
 * Compiles a pattern for decoded paths. A placeholder matches text within one segment, `*` matches any text. A trailing
 * slash is ignored, and `/a/*` also matches `/a` (Netlify's documentation, "Redirect options").
 *
 * Matching takes time linear in the length of the path, because the expression does not backtrack into a part that has
 * matched: `(?=(?<n>...))\k<n>` is an atomic group, for which JavaScript has no syntax. Only the last `*` and the last
 * placeholder of a segment may backtrack, because the text after them fits at one position only.
 *
 * @throws {PatternError}
 */
export function compilePattern(text: string): Pattern {
  const path = decode(text.length > 1 ? text.replace(/\/$/, "") : text);
  const wildcard = path.search(WILDCARD);
  if (wildcard < 0) {
    const isMatch = (given: string) => given === path || given === `${path}/`;
    return { prefix: path, isLiteral: true, match: (given) => isMatch(given) ? {} : undefined };
  }
  const prefix = path.slice(0, wildcard);
  return {
    prefix: path.charAt(wildcard) === "*" ? prefix.replace(/\/$/, "") : prefix,
    isLiteral: false,
    match: compileMatch(new PatternTranslation(path).source),
  };
}

/** Compiles a pattern for host names. `:placeholder` and `*` each match one label. The port is ignored. */
export function compileHostPattern(text: string): Pattern {
  const labels = text.toLowerCase().replace(/:\d+$/, "").split(".");
  const source = labels.map((label) => {
    const name = PLACEHOLDER.exec(label)?.[1];
    if (name !== undefined && label === `:${name}`) return `(?<${name}>[^.]+)`;
    return label === "*" ? "[^.]+" : escape(label);
  });
  const isLiteral = !WILDCARD.test(text);
  return { prefix: "", isLiteral, match: compileMatch(source.join("\\.")) };
}

function compileMatch(source: string): Pattern["match"] {
  const expression = new RegExp(`^${source}$`, "su");
  return (given) => {
    const found = expression.exec(given);
    if (found === null) return undefined;
    const named = Object.entries(found.groups ?? {}).filter(([name]) => !name.startsWith("$"));
    return Object.fromEntries(named.map(([name, value]) => [name, value ?? ""]));
  };
}

/** Decodes percent-escapes; patterns are matched against decoded paths. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new PatternError(`"${text}" has an invalid percent escape`);
  }
}

/** Translates a pattern into the source of a regular expression. */
class PatternTranslation {
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

  /** Translates the text between two stars, or between a star and the start or end of the pattern. */
  #chunk(text: string, isAfterStar: boolean, isBeforeStar: boolean): string {
    const segments = text.split("/");
    return segments.map((segment, index) => {
      const isOpen = isBeforeStar && index === segments.length - 1;
      if (isAfterStar && PLACEHOLDER.test(segment)) this.#checkWholeSegment(segment, index);
      return this.#segment(segment, isOpen);
    }).join("/");
  }

  /** Avoids quadratic matching: each end of the star's match times each length of the placeholder's. */
  #checkWholeSegment(segment: string, index: number): void {
    if (index > 0 && segment.replace(PLACEHOLDER, "") === "") return;
    throw new PatternError(`after "*" a placeholder must be a whole segment, as in "/*/:name"`);
  }

  /** @param isOpen Whether a star follows directly, so that the segment has no fixed end. */
  #segment(segment: string, isOpen: boolean): string {
    const pieces = segment.split(new RegExp(PLACEHOLDER, "g"));
    let source = escape(pieces[0] ?? "");
    for (let index = 1; index < pieces.length; index += 2) {
      const name = pieces[index] ?? "";
      const after = escape(pieces[index + 1] ?? "");
      if (name === "splat") throw new PatternError('":splat" is reserved for "*"');
      if (this.#names.has(name)) throw new PatternError(`":${name}" is used twice`);
      this.#names.add(name);
      const isLast = index + 2 >= pieces.length;
      if (after === "") source += this.#atom(`(?<${name}>[^/]+)`);
      else if (isLast && !isOpen) source += `(?<${name}>[^/]+)${after}`;
      else source += this.#atom(`(?<${name}>[^/]+?)${after}`);
    }
    return source;
  }

  /** Returns an atomic group. */
  #atom(source: string): string {
    const name = `$${++this.#atoms}`;
    return `(?=(?<${name}>${source}))\\k<${name}>`;
  }
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
