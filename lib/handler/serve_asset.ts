import { encodeBytes } from "../content/encoder.ts";
import type { Reply } from "../http/reply.ts";
import { chooseCoding, type Coding, CODINGS } from "../http/content_coding.ts";
import type { Asset } from "../listing/assets.ts";
import { chooseFormat } from "../http/accept.ts";
import { conditionalReply } from "../http/conditional_reply.ts";
import { errorAnswer } from "./generated_error.ts";
import type { RequestHead } from "../http/request_head.ts";

/** The name contains a digest of the content, so that the content never changes. */
const CACHE_CONTROL = "public, max-age=31536000, immutable";

/** A script that runs as a worker has its own policy; that of the site's pages does not apply to it. */
const POLICY = "default-src 'none'; connect-src 'self'";

/** Compressed assets, each made once. */
const encoded = new WeakMap<Asset, Map<Coding, Promise<Uint8Array<ArrayBuffer>>>>();

/** Serves a script or style of Plinth's own pages. */
export async function serveAsset(request: RequestHead, asset: Asset): Promise<Reply> {
  const choice = chooseCoding(request.field("accept-encoding"), {
    sidecars: [],
    onTheFly: CODINGS,
  });
  const coding = choice.kind === "onTheFly" ? choice.coding : undefined;
  // Each coding has its own tag (RFC 9110 §8.8.3.3).
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
