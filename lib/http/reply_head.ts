import { formatHttpDate } from "./http_date.ts";
import { ResponseTemplate } from "./response_template.ts";

/** Header fields by name, in lower case. */
export type Fields = Readonly<Record<string, string>>;

/** Fields of every response of a site: those from `--header`, and those that Plinth always sends. */
export interface SiteFields {
  readonly single: Fields;
  /** Set-Cookie values: the only field that can't be combined into one line (RFC 9110 §5.3). */
  readonly cookies: readonly string[];
}

const NONE: readonly never[] = [];

/**
 * The status and header section of one or many responses: the site's fields and the reply's, merged once. The reply's
 * fields override the site's, except that Vary members are combined.
 */
export class ReplyHead {
  readonly #status: number;
  readonly #merged: Record<string, string>;
  readonly #cookies: readonly (readonly [string, string])[];
  readonly #init: ResponseInit;
  #second = -1;
  #length: number | undefined;
  #bodiless: ResponseTemplate | undefined;

  constructor(status: number, fields: Fields, site: SiteFields) {
    this.#status = status;
    this.#merged = { ...site.single, ...fields };
    const [siteVary, vary] = [site.single["vary"], fields["vary"]];
    if (siteVary !== undefined && vary !== undefined) this.#merged["vary"] = `${vary}, ${siteVary}`;
    this.#cookies = site.cookies.length === 0
      ? NONE
      : site.cookies.map((value) => ["set-cookie", value]);
    this.#init = { status, headers: this.#merged };
  }

  /** The template for responses without a body. */
  get bodiless(): ResponseTemplate {
    return this.#bodiless ??= new ResponseTemplate();
  }

  /** Returns a field's value. @param name In lower case; not Set-Cookie. */
  field(name: string): string | undefined {
    return this.#merged[name];
  }

  /**
   * Returns a copy with other fields: `set` overrides existing fields, except that Vary members are combined.
   *
   * @param unset Names of fields to remove first.
   */
  changed(set: Fields, cookies: readonly string[], unset: readonly string[]): ReplyHead {
    const { date: _date, "content-length": _length, ...fields } = this.#merged;
    for (const name of unset) delete fields[name];
    const before = unset.includes("set-cookie") ? [] : this.#cookies.map(([, value]) => value);
    // The existing fields take the role of the site's.
    return new ReplyHead(this.#status, set, { single: fields, cookies: [...before, ...cookies] });
  }

  /**
   * Returns status and fields for the `Response` constructor, with the current Date. The object is reused: pass it on at
   * once and don't keep it.
   *
   * @param contentLength In bytes; undefined to omit the field.
   */
  init(contentLength: number | undefined): ResponseInit {
    this.#setDate();
    if (contentLength === undefined && this.#length !== undefined) return this.#withoutLength();
    if (contentLength !== this.#length) {
      this.#length = contentLength;
      this.#merged["content-length"] = String(contentLength);
    }
    return this.#cookies.length === 0 ? this.#init : this.#withCookies(this.#merged);
  }

  #setDate(): void {
    const second = Math.floor(Date.now() / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#merged["date"] = dateOf(second);
  }

  /** For a response without Content-Length after one that had it. */
  #withoutLength(): ResponseInit {
    const { "content-length": _, ...others } = this.#merged;
    return this.#withCookies(others);
  }

  /** Returns pairs, because an object can't repeat a name. */
  #withCookies(fields: Fields): ResponseInit {
    const pairs = [...Object.entries(fields), ...this.#cookies] as [string, string][];
    return { status: this.#status, headers: pairs };
  }
}

let lastSecond = NaN;
let lastDate = "";

/**
 * Returns the Date field (RFC 9110 §6.6.1), formatted once per second. The runtime's own Date lags by a second or more,
 * so the Last-Modified of a file just written would be later than it.
 */
function dateOf(second: number): string {
  if (second !== lastSecond) [lastSecond, lastDate] = [second, formatHttpDate(second)];
  return lastDate;
}
