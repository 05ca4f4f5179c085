import { selectRepresentation, type Unacceptable } from "../content/select_representation.ts";
import type { CachedFile, Variant } from "../files/cached_file.ts";
import { rangeField } from "../http/conditional_reply.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Failure } from "./generated_error.ts";
import { selectLivePage } from "./live_page.ts";
import { computeVariant, type Selected } from "./metadata.ts";
import type { Site } from "./site.ts";

/** The representation selected for a request, or why there is none. */
export type Selection =
  | Selected
  /** The file changed while it was read. */
  | { readonly kind: "changed" }
  | { readonly kind: "error"; readonly failure: Failure };

/**
 * Selects the representation of a file.
 *
 * @param last Whether to accept a file that keeps changing.
 */
export async function select(
  site: Site,
  request: RequestHead,
  file: CachedFile,
  last: boolean,
): Promise<Selection> {
  const livePage = site.live && await selectLivePage(site, request, file, last);
  if (livePage !== undefined) return livePage;
  const selected = await selectVariant(site, request, file, last);
  if (selected === undefined) return { kind: "changed" };
  if (!("kind" in selected)) {
    return { kind: "selected", metadata: selected, source: selected.representation };
  }
  const fields = {
    vary: "Accept-Encoding, Accept",
    ...(selected.busy && { "retry-after": "1" }),
  };
  return {
    kind: "error",
    failure: { status: selected.busy ? 503 : 406, fields, isGenerated: true },
  };
}

/** Selects a variant of a file, without live reload. @returns Undefined if the file changed while it was read. */
export async function selectVariant(
  site: Site,
  request: RequestHead,
  file: CachedFile,
  last: boolean,
): Promise<Variant | Unacceptable | undefined> {
  const known = knownVariant(site, request, file);
  if (known !== undefined) return known;
  const acceptEncoding = request.field("accept-encoding");
  const range = rangeField(request) !== null;
  let allAvailable = true;
  const selected = selectRepresentation(file, {
    acceptEncoding,
    range,
    compress: site.config.compress,
    isAvailable: (stat, coding) => {
      const isAvailable = site.compressor.isAvailable(stat, coding);
      allAvailable &&= isAvailable;
      return isAvailable;
    },
  });
  if (selected.kind === "unacceptable") return selected;
  const variant = await computeVariant(site, file, selected, last);
  const isUsual = allAvailable && (!range || !selected.negotiated);
  if (variant?.isStable === true && isUsual) file.keep(acceptEncoding, variant);
  return variant;
}

/** Returns the variant that was selected for an equal request before; undefined if it is not known or not usable now. */
export function knownVariant(
  site: Site,
  request: RequestHead,
  file: CachedFile,
): Variant | undefined {
  const variant = file.variant(request.field("accept-encoding"));
  return variant !== undefined && isUsable(site, request, variant) ? variant : undefined;
}

/** A variant that is compressed on the fly is not used for a range, or while the compressor is busy. */
function isUsable(site: Site, request: RequestHead, { representation }: Variant): boolean {
  const { onTheFly, coding, resolved: { stat } } = representation;
  if (!onTheFly || coding === undefined) return true;
  return rangeField(request) === null && (site.contents.has(representation.key) ||
    site.compressor.isAvailable(stat, coding));
}
