import type { Reply } from "../http/reply.ts";
import { ReplyHead, type SiteFields } from "../http/reply_head.ts";
import type { FieldChanges } from "../rules/header_rules.ts";

/** What was made of heads that are used again and again. */
const known = new WeakMap<ReplyHead, WeakMap<FieldChanges, ReplyHead>>();

/**
 * Changes the fields of an answer as rules say: what they set comes before what Plinth would send, but for Vary, whose
 * members add up, and for the policy that goes with a generated page.
 */
export function changeFields(answer: Reply, changes: FieldChanges, site: SiteFields): Reply {
  const { status, fields, body, head } = answer;
  if (head === undefined) {
    const made = changed(new ReplyHead(status, fields, site), answer, changes);
    return { ...answer, head: made };
  }
  const made = known.get(head) ?? new WeakMap<FieldChanges, ReplyHead>();
  known.set(head, made);
  const before = made.get(changes) ?? changed(head, answer, changes);
  made.set(changes, before);
  return { status, fields, body, head: before };
}

/** An answer with a head of its own: what it is sent with does not depend on who sends it. */
export function withHead(answer: Reply, site: SiteFields): Reply {
  const { status, fields, head } = answer;
  return head === undefined ? { ...answer, head: new ReplyHead(status, fields, site) } : answer;
}

/** Lets the policy that an answer has in the end allow what the page needs; a 304 replaces that of the page, too. */
export function withAllowance({ allow, ...answer }: Reply, site: SiteFields): Reply {
  if (allow === undefined) return answer;
  const head = answer.head ?? new ReplyHead(answer.status, answer.fields, site);
  const policy = head.field(POLICY);
  if (policy === undefined) return { ...answer, head };
  return { ...answer, head: head.changed({ [POLICY]: allow(policy) }, [], []) };
}

const POLICY = "content-security-policy";

function changed(head: ReplyHead, { status, fields }: Reply, changes: FieldChanges): ReplyHead {
  const { set, cookies, unset } = changes;
  // A generated page's policy knows what the page needs; and an error is not to be kept for as long as a file.
  const kept = [POLICY, ...(status >= 400 ? ["cache-control"] : [])];
  const own = Object.entries(fields).filter(([name]) => kept.includes(name));
  return head.changed({ ...set, ...Object.fromEntries(own) }, cookies, unset);
}
