import { escape } from "@std/html/entities";

/** Text of a request or of the file system, for HTML: isolated, so that its direction can't spill over. */
export function isolatedHtml(text: string): string {
  return `<bdi>${escape(text)}</bdi>`;
}

/** A JSON value that is safe also where a browser takes it for HTML. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
