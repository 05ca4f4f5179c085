/** An entity tag as it stands in a field: the opaque part with its quotes (RFC 9110 §8.8.3). */
export interface EntityTag {
  readonly weak: boolean;
  readonly opaque: string;
}

// etagc = %x21 / %x23-7E / obs-text; a comma is allowed inside the quotes. The white space after a tag belongs
// to its group: two runs side by side would take quadratic time on many blanks.
const MEMBER = /[ \t]*(?:(W\/)?("[\u0021\u0023-\u007e\u0080-\uffff]*")[ \t]*)?(,|$)/y;

/**
 * Reads If-Match or If-None-Match: "*", a list of tags, or undefined when it is neither.
 *
 * @see RFC 9110 §13.1.1, §13.1.2; §5.6.1.2 (empty members are ignored)
 */
export function parseEntityTags(field: string): "*" | EntityTag[] | undefined {
  if (field.trim() === "*") return "*";
  const tags: EntityTag[] = [];
  MEMBER.lastIndex = 0;
  while (true) {
    const match = MEMBER.exec(field);
    if (match === null) return undefined;
    if (match[2] !== undefined) tags.push({ weak: match[1] !== undefined, opaque: match[2] });
    if (match[3] === "") return tags.length > 0 ? tags : undefined;
  }
}
