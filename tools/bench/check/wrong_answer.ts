import { Buffer } from "node:buffer";

/** A server answered otherwise than it should. */
export class WrongAnswer extends Error {
  override name = "WrongAnswer";
}

/** @throws {WrongAnswer} When a value is not the one that is right. */
export function expectEqual<T>(what: string, actual: T, expected: T): void {
  if (actual !== expected) throw new WrongAnswer(`${what} is ${actual}, not ${expected}`);
}

/** @throws {WrongAnswer} When bytes differ. */
export function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expectEqual("length", actual.byteLength, expected.byteLength);
  if (Buffer.compare(actual, expected) !== 0) throw new WrongAnswer("other bytes than in the file");
}
