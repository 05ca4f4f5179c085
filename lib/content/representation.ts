import {
  type AvailableCodings,
  chooseCoding,
  type Coding,
  CODINGS,
} from "../http/content_coding.ts";
import { type MediaType, mediaTypeOf } from "../http/media_type.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import { contentKey } from "./content_cache.ts";
import type { FileStat } from "../files/file_system.ts";
import type { Resource, Sidecar } from "../files/resource.ts";

/** The representation that was selected for a response. */
export interface Representation {
  readonly kind: "selected";
  /** The file whose bytes are sent, or compressed and sent. */
  readonly resolved: ResolvedPath;
  readonly contentType: string;
  /** Undefined for identity. */
  readonly coding: Coding | undefined;
  /** Whether the file has yet to be compressed with the coding; else it holds the bytes as they are. */
  readonly onTheFly: boolean;
  /** Whether another Accept-Encoding may get another representation. */
  readonly negotiated: boolean;
  /** Names its bytes, in a `ContentCache`. */
  readonly key: string;
  /** Whether what is made of it may be kept: else the file may change without its times showing it. */
  readonly settled: boolean;
}

/** Nothing that the client accepts (406), or nothing as long as so much is being compressed (503). */
export interface Unacceptable {
  readonly kind: "unacceptable";
  readonly busy: boolean;
}

/** What the selection depends on, besides the resource. */
export interface SelectionOptions {
  readonly acceptEncoding: string | null;
  /** Whether the request is for a range: nothing is compressed on the fly then, if that can be avoided. */
  readonly range: boolean;
  /** Compress on the fly at all. */
  readonly compress: boolean;
  /** Whether a compression of this file with this coding may start now. */
  readonly isAvailable: (stat: FileStat, coding: Coding) => boolean;
}

/** Less than this, in bytes, is not compressed on the fly: a packet carries more. */
export const MIN_COMPRESSED_SIZE = 1024;

/** Selects the representation of a resource (RFC 9110 §12.1, §12.5.3). */
export function selectRepresentation(
  { segments, resolved, sidecars, folder }: Resource,
  options: SelectionOptions,
): Representation | Unacceptable {
  const { stat } = resolved;
  // One that is older than the file was made from another version of it.
  const current = sidecars.filter((sidecar) => sidecar.resolved.stat.mtime >= stat.mtime);
  const mediaType = mediaTypeOf(segments.at(-1) ?? "");
  const choice = choose(options, current, codingsOnTheFly(mediaType, stat, options));
  // In one piece: many of them are remembered.
  const make = (resolved: ResolvedPath, coding: Coding | undefined, onTheFly: boolean) => ({
    kind: "selected" as const,
    resolved,
    contentType: mediaType.contentType,
    coding,
    onTheFly,
    negotiated: mediaType.compressible || current.length > 0,
    key: contentKey(resolved.stat, onTheFly ? coding : undefined),
    settled: folder !== undefined,
  });
  switch (choice.kind) {
    case "identity":
      return make(resolved, undefined, false);
    case "onTheFly":
      return make(resolved, choice.coding, true);
    case "sidecar":
      return make(choice.sidecar.resolved, choice.sidecar.coding, false);
    case "none":
      return { kind: "unacceptable", busy: choice.busy };
  }
}

type Choice =
  | { readonly kind: "identity" }
  | { readonly kind: "onTheFly"; readonly coding: Coding }
  | { readonly kind: "sidecar"; readonly sidecar: Sidecar }
  | { readonly kind: "none"; readonly busy: boolean };

interface OnTheFly {
  readonly possible: readonly Coding[];
  readonly available: readonly Coding[];
}

function choose(
  options: SelectionOptions,
  beside: readonly Sidecar[],
  onTheFly: OnTheFly,
): Choice {
  const sidecars = beside.map(({ coding }) => coding);
  const attempts: AvailableCodings[] = [
    { sidecars, onTheFly: options.range ? [] : onTheFly.available },
    // Identity is refused and there is no sidecar: compress, also when that means to ignore Range.
    { sidecars, onTheFly: onTheFly.available },
  ];
  for (const available of attempts) {
    const choice = chooseCoding(options.acceptEncoding, available);
    if (choice.kind === "identity" || choice.kind === "onTheFly") return choice;
    const sidecar = choice.kind === "sidecar" &&
      beside.find(({ coding }) => coding === choice.coding);
    if (sidecar) return { kind: "sidecar", sidecar };
  }
  const possible = { sidecars, onTheFly: onTheFly.possible };
  return { kind: "none", busy: chooseCoding(options.acceptEncoding, possible).kind !== "none" };
}

function codingsOnTheFly(
  mediaType: MediaType,
  stat: FileStat,
  options: SelectionOptions,
): OnTheFly {
  // Whoever refuses identity gets a small file compressed too, rather than nothing.
  const refused = chooseCoding(options.acceptEncoding, { sidecars: [], onTheFly: [] });
  const worthwhile = mediaType.compressible &&
    (stat.size >= MIN_COMPRESSED_SIZE || refused.kind === "none");
  const possible = options.compress && worthwhile ? CODINGS : [];
  return { possible, available: possible.filter((coding) => options.isAvailable(stat, coding)) };
}
