import type { Reply } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { FieldChanges } from "../rules/header_rules.ts";
import type { Site } from "./site.ts";

const NONE: readonly never[] = [];

/**
 * Header changes that a request's reply gets, whatever it is. They are noted as the stages find them and applied at the
 * end, so that every early return gets the changes known by then.
 */
export class Exchange {
  /** Extends the reply's Content-Security-Policy, from any source, with what the page needs. */
  allow: ((policy: string) => string) | undefined;
  /** Names of request fields that a rule depended on. */
  vary: readonly string[] = NONE;
  #site: Site | undefined;
  #isNamedHost = false;
  #cors: FieldChanges | undefined;
  #rules: FieldChanges | undefined;

  /** Notes the site and the fields for CORS. @param isNamedHost Whether the site has settings for its host name. */
  begin(site: Site, request: RequestHead, isNamedHost: boolean): void {
    this.#site = site;
    this.#isNamedHost = isNamedHost;
    this.#cors = site.cors?.(request.field("origin"));
  }

  /** Notes the fields that header rules set for a path. */
  matchHeaderRules(path: string, host: string): void {
    this.#rules = this.#site?.headerRules?.(path, host);
  }

  /** Applies the changes: header rules, the policy, Vary, CORS. */
  finish(reply: Reply): Reply {
    if (this.#site === undefined) return reply;
    const { fields } = this.#site;
    let finished = this.#rules === undefined ? reply : changeFields(reply, this.#rules, fields);
    if (this.allow !== undefined) finished = extendPolicy(finished, this.allow, fields);
    if (this.vary.length > 0) {
      const set = { vary: this.vary.join(", ") };
      finished = changeFields(finished, { set, cookies: NONE, unset: NONE }, fields);
    }
    if (this.#cors !== undefined) finished = changeFields(finished, this.#cors, fields);
    // The head of a reply for a named host must not be made from the fields of the root site.
    return this.#isNamedHost ? { ...finished, head: headOf(finished, fields) } : finished;
  }
}

/** Changed heads by original head and changes: without this, header rules and CORS cost 7 to 15% per request. */
const changedHeads = new WeakMap<ReplyHead, WeakMap<FieldChanges, ReplyHead>>();

/**
 * Changes the fields of a reply. A rule's fields override Plinth's, except that Vary members are combined, and that a
 * generated page keeps its policy and an error its Cache-Control.
 */
function changeFields(reply: Reply, changes: FieldChanges, site: SiteFields): Reply {
  const { status, fields, body, head } = reply;
  if (head === undefined) {
    return { ...reply, head: changeHead(headOf(reply, site), reply, changes) };
  }
  const known = changedHeads.get(head) ?? new WeakMap<FieldChanges, ReplyHead>();
  changedHeads.set(head, known);
  const changed = known.get(changes) ?? changeHead(head, reply, changes);
  known.set(changes, changed);
  return { status, fields, body, head: changed };
}

const POLICY = "content-security-policy";

function changeHead(
  head: ReplyHead,
  { status, fields }: Reply,
  { set, cookies, unset }: FieldChanges,
): ReplyHead {
  const kept = status >= 400 ? [POLICY, "cache-control"] : [POLICY];
  const own = Object.entries(fields).filter(([name]) => kept.includes(name));
  return head.changed({ ...set, ...Object.fromEntries(own) }, cookies, unset);
}

/** Extends the policy of a reply, if it has one. A 304 replaces the policy of the cached page, so it is extended too. */
function extendPolicy(reply: Reply, allow: (policy: string) => string, site: SiteFields): Reply {
  const head = headOf(reply, site);
  const policy = head.field(POLICY);
  if (policy === undefined) return { ...reply, head };
  return { ...reply, head: head.changed({ [POLICY]: allow(policy) }, [], []) };
}

function headOf({ status, fields, head }: Reply, site: SiteFields): ReplyHead {
  return head ?? new ReplyHead(status, fields, site);
}
