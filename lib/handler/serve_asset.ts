import { encodeBytes } from "../content/encoder.ts";
import type { Reply } from "../http/reply.ts";
import { chooseCoding, type Coding, CODINGS } from "../http/content_coding.ts";
import { type Asset, ASSETS } from "../listing/assets.ts";
import { chooseFormat } from "../http/accept.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import { errorAnswer } from "./error_page.ts";
import type { RequestHead } from "../http/request_head.ts";

/** Its name has a digest of it: it is that for ever. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";

/** A script that runs as a worker has a policy of its own, and not that which the site has for its pages. */
const POLICY = "default-src 'none'; connect-src 'self'";

/** What was compressed, once for all. */
const encoded = new WeakMap<Asset, Map<Coding, Promise<Uint8Array<ArrayBuffer>>>>();

/**
 * Answers a GET or HEAD for a file of Plinth's own pages, where the site has none.
 *
 * @param segments Below the base path; the first one names Plinth's own folder.
 * @returns Undefined when there is no such file.
 */
export function serveAsset(
  request: RequestHead,
  segments: readonly string[],
): Promise<Reply> | undefined {
  if (segments.length !== 2) return undefined;
  const asset = ASSETS.get(segments[1] ?? "");
  return asset === undefined ? undefined : answerAsset(request, asset);
}

async function answerAsset(request: RequestHead, asset: Asset): Promise<Reply> {
  const choice = chooseCoding(request.field("accept-encoding"), {
    sidecars: [],
    onTheFly: CODINGS,
  });
  const coding = choice.kind === "onTheFly" ? choice.coding : undefined;
  // Each coding has a tag of its own (RFC 9110 §8.8.3.3).
  const etag = coding === undefined ? asset.etag : asset.etag.replace(/"$/, `-${coding}"`);
  const fields = {
    etag,
    "cache-control": CACHE_CONTROL,
    vary: "Accept-Encoding",
    "content-security-policy": POLICY,
    "content-type": asset.contentType,
    ...(coding !== undefined && { "content-encoding": coding }),
  };
  const metadata = {
    validators: { etag },
    fields,
    size: undefined,
    errorVary: "Accept-Encoding, Accept",
  };
  const decided = conditionalReply(request, metadata);
  if (decided.kind === "notModified") return decided.reply;
  if (decided.kind === "error") {
    return errorAnswer(decided.status, chooseFormat(request.field("accept")), decided);
  }
  return {
    status: 200,
    fields,
    body: {
      kind: "bytes",
      bytes: coding === undefined ? asset.bytes : await encode(asset, coding),
    },
  };
}

function encode(asset: Asset, coding: Coding): Promise<Uint8Array<ArrayBuffer>> {
  const known = encoded.get(asset) ?? new Map<Coding, Promise<Uint8Array<ArrayBuffer>>>();
  encoded.set(asset, known);
  const bytes = known.get(coding) ?? encodeBytes(asset.bytes, coding);
  known.set(coding, bytes);
  return bytes;
}
