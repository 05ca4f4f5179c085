import { formatHttpDate } from "./http_date.ts";

/** Field names in lower case, each with its value. */
export type Fields = Readonly<Record<string, string>>;

/** Fields that every response of a site has: those of `--header`, and what Plinth always sends. */
export interface SiteFields {
  readonly single: Fields;
  /** Set-Cookie alone can't be combined into one field (RFC 9110 §5.3). */
  readonly cookies: readonly string[];
}

/**
 * The header section of a response, or of many: the site's fields and the answer's, merged once. A field of the
 * answer comes before the site's, except Vary, whose members add up.
 */
export class Head {
  readonly #merged: Record<string, string>;
  readonly #cookies: readonly string[];

  constructor(fields: Fields, site: SiteFields) {
    this.#merged = { ...site.single, ...fields };
    this.#cookies = site.cookies;
    const [siteVary, vary] = [site.single["vary"], fields["vary"]];
    if (siteVary !== undefined && vary !== undefined) this.#merged["vary"] = `${vary}, ${siteVary}`;
  }

  /**
   * The fields as `Response` takes them, with the Date of now: to be used at once, and not kept.
   *
   * @param contentLength In bytes; undefined for none.
   */
  headers(contentLength: number | undefined): HeadersInit {
    const merged = contentLength === undefined ? this.#withoutLength() : this.#merged;
    merged["date"] = currentDate();
    if (contentLength !== undefined) merged["content-length"] = String(contentLength);
    if (this.#cookies.length === 0) return merged;
    const cookies = this.#cookies.map((value): [string, string] => ["set-cookie", value]);
    return [...Object.entries(merged), ...cookies];
  }

  /** The last response may have had one. */
  #withoutLength(): Record<string, string> {
    if (!("content-length" in this.#merged)) return this.#merged;
    const { "content-length": _, ...others } = this.#merged;
    return others;
  }
}

let lastSecond = NaN;
let lastDate = "";

/**
 * The Date field (RFC 9110 §6.6.1), made once a second. The runtime's own lags behind by up to a second and
 * more, so that the Last-Modified of a file just written would be later.
 */
function currentDate(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== lastSecond) [lastSecond, lastDate] = [second, formatHttpDate(second)];
  return lastDate;
}
