import { UsageError } from "../util/errors.ts";

/** Fields that Plinth sets itself, for each response. */
const OWN_FIELDS = new Set(
  ("accept-ranges allow connection content-encoding content-length content-range content-type date etag " +
    "keep-alive last-modified location proxy-connection te trailer transfer-encoding upgrade x-content-type-options")
    .split(" "),
);

/**
 * Parses a response header field, `Name: value`; returns the name in lower case and the value.
 *
 * @throws {UsageError} If it is malformed, or Plinth sets this field itself.
 */
export function readHeader(text: string, option: string): readonly [string, string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/s.exec(text);
  const [name, value] = [match?.[1]?.toLowerCase() ?? "", match?.[2]?.trim() ?? ""];
  if (match === null || !isFieldValue(value)) {
    throw new UsageError(`${option} can't be "${text}"`, "'Name: value', in ASCII");
  }
  if (OWN_FIELDS.has(name)) {
    throw new UsageError(
      `${option} can't set ${match[1]}`,
      "it is decided for each response, from the file and the request",
    );
  }
  return [name, value];
}

/** Reports whether `value` contains only visible ASCII, spaces and tabs (RFC 9110 §5.5). */
export function isFieldValue(value: string): boolean {
  return /^[\t\u0020-\u007e]*$/.test(value);
}
