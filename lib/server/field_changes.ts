import type { Answer } from "../http/answer.ts";
import { Head, type SiteFields } from "../http/head.ts";
import type { FieldChanges } from "../rules/header_rules.ts";

/** What was made of heads that are used again and again. */
const known = new WeakMap<Head, WeakMap<FieldChanges, Head>>();

/**
 * Changes the fields of an answer as rules say: what they set comes before what Plinth would send, but for Vary, whose
 * members add up, and for the policy that goes with a generated page.
 */
export function changeFields(answer: Answer, changes: FieldChanges, site: SiteFields): Answer {
  const { status, fields, body, head } = answer;
  if (head === undefined) {
    const made = changed(new Head(status, fields, site), answer, changes);
    return { status, fields, body, head: made };
  }
  const made = known.get(head) ?? new WeakMap<FieldChanges, Head>();
  known.set(head, made);
  const before = made.get(changes) ?? changed(head, answer, changes);
  made.set(changes, before);
  return { status, fields, body, head: before };
}

/** An answer with a head of its own: what it is sent with does not depend on who sends it. */
export function withHead(answer: Answer, site: SiteFields): Answer {
  const { status, fields, head } = answer;
  return head === undefined ? { ...answer, head: new Head(status, fields, site) } : answer;
}

function changed(head: Head, { status, fields }: Answer, changes: FieldChanges): Head {
  const { set, cookies, unset } = changes;
  // A generated page's policy knows what the page needs; and an error is not to be kept for as long as a file.
  const kept = ["content-security-policy", ...(status >= 400 ? ["cache-control"] : [])];
  const own = Object.entries(fields).filter(([name]) => kept.includes(name));
  return head.changed({ ...set, ...Object.fromEntries(own) }, cookies, unset);
}
