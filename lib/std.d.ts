// The types of what Plinth uses of npm:deno-std, whose package carries no declarations.
// Each is the signature documented at https://jsr.io/@std, narrowed to the forms used here.

declare module "@std/cli/parse-args" {
  export function parseArgs(args: readonly string[], options: {
    readonly boolean?: readonly string[];
    readonly string?: readonly string[];
    readonly collect?: readonly string[];
    readonly "--"?: boolean;
  }): Record<string, unknown> & { "--"?: string[] };
}

declare module "@std/encoding/base64" {
  export function decodeBase64(text: string): Uint8Array<ArrayBuffer>;
}

declare module "@std/fmt/bytes" {
  export function format(size: number, options?: { binary?: boolean }): string;
}

declare module "@std/fmt/colors" {
  export function bold(text: string): string;
  export function cyan(text: string): string;
  export function dim(text: string): string;
  export function green(text: string): string;
  export function red(text: string): string;
  export function yellow(text: string): string;
}

declare module "@std/html/entities" {
  export function escape(text: string): string;
}

declare module "@std/http/status" {
  export const STATUS_TEXT: Readonly<Record<number, string>>;
}

declare module "@std/media-types/db" {
  const database: Readonly<Record<string, { readonly compressible?: boolean }>>;
  export default database;
}

declare module "@std/media-types/get-charset" {
  export function getCharset(mediaType: string): string | undefined;
}

declare module "@std/media-types/type-by-extension" {
  export function typeByExtension(extension: string): string | undefined;
}

declare module "@std/path/glob-to-regexp" {
  export function globToRegExp(
    glob: string,
    options?: { extended?: boolean; globstar?: boolean; caseInsensitive?: boolean },
  ): RegExp;
}

declare module "@std/path/posix/extname" {
  export function extname(path: string): string;
}

declare module "@std/path/*/from-file-url" {
  export function fromFileUrl(url: string | URL): string;
}

declare module "@std/path/*/is-absolute" {
  export function isAbsolute(path: string): boolean;
}

declare module "@std/path/*/resolve" {
  export function resolve(...paths: string[]): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(one: string, other: string): number;
}
