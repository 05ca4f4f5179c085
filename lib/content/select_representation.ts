import {
  type AvailableCodings,
  chooseCoding,
  type Coding,
  CODINGS,
  isIdentityRefused,
} from "../http/content_coding.ts";
import { type MediaType, mediaTypeOf } from "../http/media_type.ts";
import type { FileStat } from "../files/file_system.ts";
import type { ResolvedPath } from "../files/served_root.ts";
import { contentKey } from "./content_cache.ts";
import type { CachedFile, Representation, Sidecar } from "../files/cached_file.ts";

/** No representation has an acceptable coding (406), or none until another compression has ended (503). */
export interface Unacceptable {
  readonly kind: "unacceptable";
  readonly busy: boolean;
}

/** The parts of a file that a selection depends on. */
export type SelectableFile = Pick<
  CachedFile,
  "segments" | "resolved" | "sidecars" | "parentStat"
>;

/** The parts of a request and of the server's state that a selection depends on. */
export interface SelectionOptions {
  readonly acceptEncoding: string | null;
  /** Whether the request has a Range field: then avoid compressing on the fly, which rules out ranges. */
  readonly range: boolean;
  /** Whether to compress on the fly at all. */
  readonly compress: boolean;
  /** Reports whether compressing this file with this coding may start now. */
  readonly isAvailable: (stat: FileStat, coding: Coding) => boolean;
}

/** Smaller files, in bytes, are not compressed on the fly: they fit into one packet anyway. */
export const MIN_COMPRESSED_SIZE = 1024;

/** Selects the representation of a file (RFC 9110 §12.1, §12.5.3). */
export function selectRepresentation(
  { segments, resolved, sidecars, parentStat }: SelectableFile,
  options: SelectionOptions,
): Representation | Unacceptable {
  const { stat } = resolved;
  // A sidecar that is older than the file was made from an earlier version.
  const current = sidecars.filter((sidecar) => sidecar.resolved.stat.mtime >= stat.mtime);
  const mediaType = mediaTypeOf(segments.at(-1) ?? "");
  const choice = choose(options, current, codingsOnTheFly(mediaType, stat, options));
  // One object literal keeps a single hidden class; thousands of these are cached.
  const make = (resolved: ResolvedPath, coding: Coding | undefined, onTheFly: boolean) => ({
    kind: "selected" as const,
    resolved,
    contentType: mediaType.contentType,
    coding,
    onTheFly,
    negotiated: mediaType.compressible || current.length > 0,
    key: contentKey(resolved.stat, onTheFly ? coding : undefined),
    isReliable: parentStat !== undefined,
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
  current: readonly Sidecar[],
  onTheFly: OnTheFly,
): Choice {
  const sidecars = current.map(({ coding }) => coding);
  const attempts: AvailableCodings[] = [
    { sidecars, onTheFly: options.range ? [] : onTheFly.available },
    // If identity is refused and there is no sidecar, compress even though that means ignoring Range.
    { sidecars, onTheFly: onTheFly.available },
  ];
  for (const available of attempts) {
    const choice = chooseCoding(options.acceptEncoding, available);
    if (choice.kind === "identity" || choice.kind === "onTheFly") return choice;
    const sidecar = choice.kind === "sidecar" &&
      current.find(({ coding }) => coding === choice.coding);
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
  // If identity is refused, compress small files too.
  const worthwhile = mediaType.compressible &&
    (stat.size >= MIN_COMPRESSED_SIZE || isIdentityRefused(options.acceptEncoding));
  const possible = options.compress && worthwhile ? CODINGS : [];
  return { possible, available: possible.filter((coding) => options.isAvailable(stat, coding)) };
}
