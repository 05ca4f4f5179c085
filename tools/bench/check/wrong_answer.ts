import { Buffer } from "node:buffer";

/** A server sent a wrong response. */
export class WrongAnswer extends Error {
  override name = "WrongAnswer";
}

/** @throws {WrongAnswer} If a value is wrong. */
export function expectEqual<T>(what: string, actual: T, expected: T): void {
  if (actual !== expected) throw new WrongAnswer(`${what} is ${actual}, not ${expected}`);
}

/** @throws {WrongAnswer} If bytes differ. */
export function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expectEqual("length", actual.byteLength, expected.byteLength);
  if (Buffer.compare(actual, expected) !== 0) {
    throw new WrongAnswer("the bytes differ from the file");
  }
}
