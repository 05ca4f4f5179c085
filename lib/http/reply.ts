import type { ByteSource } from "./byte_source.ts";
import type { Fields, ReplyHead } from "./reply_head.ts";
import type { ResponseTemplate } from "./response_template.ts";

export type { Fields };

/** The body of a reply. Lengths are in bytes. */
export type ReplyBody =
  | { readonly kind: "none" }
  | {
    readonly kind: "bytes";
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Whether the bytes are a file's content from the cache. */
    readonly fromMemory?: boolean;
    /** Set for a body that is sent repeatedly. */
    readonly template?: ResponseTemplate;
    /** Called when the response has its own copy; the buffer is then reused. */
    readonly giveBack?: (bytes: Uint8Array<ArrayBuffer>) => void;
  }
  /** ASCII text, whose UTF-8 form is identical: it is cheaper to send than bytes. */
  | {
    readonly kind: "text";
    readonly text: string;
    readonly fromMemory?: boolean;
    readonly template?: ResponseTemplate;
  }
  /** Without a length, only the framing marks the end of the body. */
  | {
    readonly kind: "stream";
    readonly source: ByteSource;
    readonly length?: number;
    /** Whether the bytes are a file's content from the cache. */
    readonly fromMemory?: boolean;
  }
  /** In the reply to a HEAD: the body that a GET would get. Its length may be unknown. */
  | { readonly kind: "omitted"; readonly length?: number };

/** A response as plain data. */
export interface Reply {
  readonly status: number;
  readonly fields: Fields;
  readonly body: ReplyBody;
  /** Prepared from the status and the fields, if many replies share it. */
  readonly head?: ReplyHead | undefined;
}

/** Returns the body of a generated page. */
export function textBody(text: string): ReplyBody {
  // Testing is several times faster than encoding.
  if (!/[\u0080-\uffff]/.test(text)) return { kind: "text", text };
  return { kind: "bytes", bytes: new TextEncoder().encode(text) };
}

/** Returns a redirect. Without `no-cache`, browsers keep some of them for ever. */
export function redirectReply(status: number, location: string): Reply {
  return {
    status,
    fields: { location, "cache-control": "no-cache" },
    body: { kind: "bytes", bytes: new Uint8Array() },
  };
}
