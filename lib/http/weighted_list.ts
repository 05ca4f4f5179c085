/** A member of a weighted list: `name` in lower case without parameters, `weight` from 0 to 1. */
export interface WeightedMember {
  readonly name: string;
  readonly weight: number;
}

const WEIGHT = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Parses a field like Accept or Accept-Encoding. Members with a malformed weight are ignored, because their meaning is
 * unknown.
 *
 * @see RFC 9110 §12.4.2 (weights), §5.6.1.2 (empty members are ignored)
 */
export function parseWeightedList(field: string): WeightedMember[] {
  const members: WeightedMember[] = [];
  for (const part of field.split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const weight = parseWeight(parameters);
    const trimmed = name.trim().toLowerCase();
    if (trimmed !== "" && weight !== undefined) members.push({ name: trimmed, weight });
  }
  return members;
}

function parseWeight(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    // trim() instead of a pattern: a pattern that trims the end takes quadratic time for many blanks.
    const match = /^q\s*=\s*(.*)$/i.exec(parameter.trim());
    if (match === null) continue;
    const value = match[1] ?? "";
    return WEIGHT.test(value) ? Number(value) : undefined;
  }
  return 1;
}
