import type { ByteSource } from "./byte_source.ts";
import type { Fields, ReplyHead } from "./reply_head.ts";
import type { ResponseTemplate } from "./response_template.ts";

export type { Fields };

/** What is sent after the head. Lengths are in bytes. */
export type ReplyBody =
  | { readonly kind: "none" }
  | {
    readonly kind: "bytes";
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Whether it is a file's content that was kept from before. */
    readonly fromMemory?: boolean;
    /** For one that is sent again and again. */
    readonly template?: ResponseTemplate;
    /** Takes the bytes back when the response has been made of them: they change then. */
    readonly giveBack?: (bytes: Uint8Array<ArrayBuffer>) => void;
  }
  /** Text of ASCII characters alone, which is its own UTF-8: cheaper to send than bytes are. */
  | {
    readonly kind: "text";
    readonly text: string;
    readonly fromMemory?: boolean;
    readonly template?: ResponseTemplate;
  }
  /** Without a length the end of the body is marked by its framing alone. */
  | { readonly kind: "stream"; readonly source: ByteSource; readonly length?: number }
  /** The body that a GET would have got, in the answer to a HEAD; its length may be unknown. */
  | { readonly kind: "omitted"; readonly length?: number };

/** A decided response, as plain data. */
export interface Reply {
  readonly status: number;
  readonly fields: Fields;
  readonly body: ReplyBody;
  /** Made of the status and the fields, where that was done for many answers at once. */
  readonly head?: ReplyHead;
  /** Makes of a Content-Security-Policy, whoever sets it, one that allows what the page needs beside. */
  readonly allow?: (policy: string) => string;
}

/** A body of a generated page. */
export function textBody(text: string): ReplyBody {
  const bytes = new TextEncoder().encode(text);
  return bytes.byteLength === text.length ? { kind: "text", text } : { kind: "bytes", bytes };
}
