// The types of what only tools and tests use of packages without declarations, like lib/std.d.ts.
// Each is the signature documented at https://jsr.io/@std, narrowed to the forms used here.

declare module "@std/encoding/hex" {
  export function encodeHex(bytes: Uint8Array): string;
}

declare module "@std/path/from-file-url" {
  export function fromFileUrl(url: string | URL): string;
}

declare module "@std/path/resolve" {
  export function resolve(...paths: string[]): string;
}

declare module "@std/yaml/parse" {
  export function parseAll(text: string): unknown;
}

declare module "@std/assert" {
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(actual: unknown, expected: T, message?: string): void;
  export function assertNotStrictEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertThrows(
    action: () => unknown,
    // deno-lint-ignore no-explicit-any -- any constructor's instance type is what the caller gets
    errorClass?: new (...args: any[]) => Error,
    messageIncludes?: string,
  ): Error;
  export function assertRejects(
    action: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any -- any constructor's instance type is what the caller gets
    errorClass?: new (...args: any[]) => Error,
    messageIncludes?: string,
  ): Promise<Error>;
}

declare module "parse-prometheus-text-format" {
  interface Metric {
    value?: string;
    labels?: Record<string, string>;
    count?: string;
    sum?: string;
    buckets?: Record<string, string>;
  }
  export default function parse(
    text: string,
  ): { name: string; help: string; type: string; metrics: Metric[] }[];
}
