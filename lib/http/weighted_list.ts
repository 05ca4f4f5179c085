/** One member of a weighted list: `name` in lower case, its parameters dropped, `weight` from 0 to 1. */
export interface WeightedMember {
  readonly name: string;
  readonly weight: number;
}

const WEIGHT = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Reads a field like Accept or Accept-Encoding. A member with a malformed weight is left out: nothing can be
 * said of what the client meant by it.
 *
 * @see RFC 9110 §12.4.2 (weights), §5.6.1.2 (empty members are ignored)
 */
export function parseWeightedList(field: string): WeightedMember[] {
  const members: WeightedMember[] = [];
  for (const part of field.split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const weight = readWeight(parameters);
    const trimmed = name.trim().toLowerCase();
    if (trimmed !== "" && weight !== undefined) members.push({ name: trimmed, weight });
  }
  return members;
}

function readWeight(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    // Trimmed beforehand: a pattern that trims an end takes quadratic time on many blanks.
    const match = /^q\s*=\s*(.*)$/i.exec(parameter.trim());
    if (match === null) continue;
    const value = match[1] ?? "";
    return WEIGHT.test(value) ? Number(value) : undefined;
  }
  return 1;
}
