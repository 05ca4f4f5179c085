// Checks of values in a worker's message. The supervisor trusts no worker: an attacker may control it.

/** Properties of a message, not checked yet. */
export type Properties = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}

/** @param maxLength In UTF-16 code units. */
export function isText(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength;
}

/** Whether a value can be an id of `PendingRequests`. */
export function isId(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/**
 * Whether a value is bytes that no other thread can change.
 *
 * @param maxLength Size of the memory that the bytes keep alive, in bytes.
 */
export function isBytes(value: unknown, maxLength: number): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer &&
    value.buffer.byteLength <= maxLength;
}

/**
 * Returns a message if it is of a known kind and has that kind's properties; undefined for anything else.
 *
 * @param checks Checks a message's properties, for each kind.
 */
export function parseMessage<Message extends { readonly kind: string }>(
  data: unknown,
  checks: Readonly<Record<Message["kind"], (message: Properties) => boolean>>,
): Message | undefined {
  if (!isRecord(data) || typeof data.kind !== "string" || !Object.hasOwn(checks, data.kind)) {
    return undefined;
  }
  return checks[data.kind as Message["kind"]](data) ? data as unknown as Message : undefined;
}
