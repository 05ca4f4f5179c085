import { formatHttpDate } from "./http_date.ts";
import { ResponseTemplate } from "./response_template.ts";

/** Field names in lower case, each with its value. */
export type Fields = Readonly<Record<string, string>>;

/** Fields that every response of a site has: those of `--header`, and what Plinth always sends. */
export interface SiteFields {
  readonly single: Fields;
  /** Set-Cookie alone can't be combined into one field (RFC 9110 §5.3). */
  readonly cookies: readonly string[];
}

const NONE: readonly never[] = [];

/**
 * The status and header section of a response, or of many: the site's fields and the answer's, merged once. A
 * field of the answer comes before the site's, except Vary, whose members add up.
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

  /** Makes the responses that have no body. */
  get bodiless(): ResponseTemplate {
    return this.#bodiless ??= new ResponseTemplate();
  }

  /** A field's value. @param name In lower case; not Set-Cookie. */
  field(name: string): string | undefined {
    return this.#merged[name];
  }

  /**
   * The same with other fields: `set` comes before what is there, but for Vary, whose members add up.
   *
   * @param unset Names of fields that are taken away first.
   */
  changed(set: Fields, cookies: readonly string[], unset: readonly string[]): ReplyHead {
    const { date: _date, "content-length": _length, ...fields } = this.#merged;
    for (const name of unset) delete fields[name];
    const before = unset.includes("set-cookie") ? [] : this.#cookies.map(([, value]) => value);
    // As if what was there were the site's.
    return new ReplyHead(this.#status, set, { single: fields, cookies: [...before, ...cookies] });
  }

  /**
   * Status and fields as `Response` takes them, with the Date of now: to be used at once, and not kept.
   *
   * @param contentLength In bytes; undefined for none.
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

  /** A response before had one. */
  #withoutLength(): ResponseInit {
    const { "content-length": _, ...others } = this.#merged;
    return this.#withCookies(others);
  }

  /** An object can't repeat a name. */
  #withCookies(fields: Fields): ResponseInit {
    const pairs = [...Object.entries(fields), ...this.#cookies] as [string, string][];
    return { status: this.#status, headers: pairs };
  }
}

let lastSecond = NaN;
let lastDate = "";

/**
 * The Date field (RFC 9110 §6.6.1), made once a second. The runtime's own lags behind by up to a second and
 * more, so that the Last-Modified of a file just written would be later.
 */
function dateOf(second: number): string {
  if (second !== lastSecond) [lastSecond, lastDate] = [second, formatHttpDate(second)];
  return lastDate;
}
