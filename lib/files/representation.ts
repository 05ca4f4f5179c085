import {
  type AvailableCodings,
  chooseCoding,
  type Coding,
  CODINGS,
} from "../http/content_coding.ts";
import { type MediaType, mediaTypeOf } from "../http/media_type.ts";
import { locate, openContained, type Territory } from "./containment.ts";
import type { FileStat, OpenFile } from "./file_system.ts";

/** The representation that was selected for a response. Whoever gets it closes the file. */
export interface Representation {
  readonly kind: "selected";
  /** The file whose bytes are sent, or compressed and sent. */
  readonly file: OpenFile;
  readonly stat: FileStat;
  readonly contentType: string;
  /** Undefined for identity. */
  readonly coding: Coding | undefined;
  /** Whether `file` has yet to be compressed with the coding; else it holds the bytes as they are. */
  readonly onTheFly: boolean;
  /** Whether another Accept-Encoding may get another representation. */
  readonly negotiated: boolean;
}

/** Nothing that the client accepts (406), or nothing as long as so much is being compressed (503). */
export interface Unacceptable {
  readonly kind: "unacceptable";
  readonly busy: boolean;
}

/** What the selection depends on, besides the file. */
export interface SelectionOptions {
  readonly acceptEncoding: string | null;
  /** Whether the request is for a range: nothing is compressed on the fly then, if that can be avoided. */
  readonly range: boolean;
  /** Compress on the fly at all. */
  readonly compress: boolean;
  /** Look for sidecars. */
  readonly precompressed: boolean;
  /** Whether a compression with this coding may start now. */
  readonly isAvailable: (stat: FileStat, coding: Coding) => boolean;
}

/** Less than this, in bytes, is not compressed on the fly: a packet carries more. */
export const MIN_COMPRESSED_SIZE = 1024;

const SUFFIXES: Readonly<Record<Coding, string>> = { br: ".br", zstd: ".zst", gzip: ".gz" };

/**
 * Selects the representation of a file (RFC 9110 §12.1, §12.5.3). The original is closed when another file
 * is selected instead, or none, or when this throws.
 *
 * @param segments Where the file lies below the root.
 */
export function selectRepresentation(
  territory: Territory,
  segments: readonly string[],
  original: { readonly file: OpenFile; readonly stat: FileStat },
  options: SelectionOptions,
): Representation | Unacceptable {
  const { file, stat } = original;
  const selected = select();
  if (selected.kind === "unacceptable" || selected.file !== file) file.close();
  return selected;

  function select(): Representation | Unacceptable {
    try {
      const sidecars = options.precompressed ? findSidecars(territory, segments, stat) : [];
      return selectAmong(territory, segments, original, options, sidecars);
    } catch (error) {
      file.close();
      throw error;
    }
  }
}

function selectAmong(
  territory: Territory,
  segments: readonly string[],
  original: { readonly file: OpenFile; readonly stat: FileStat },
  options: SelectionOptions,
  sidecars: readonly Coding[],
): Representation | Unacceptable {
  const { file, stat } = original;
  const mediaType = mediaTypeOf(segments.at(-1) ?? "");
  const onTheFly = codingsOnTheFly(mediaType, stat, options);
  const negotiated = mediaType.compressible || sidecars.length > 0;
  const common = { kind: "selected", contentType: mediaType.contentType, negotiated } as const;
  const choice = choose(options, sidecars, onTheFly);
  switch (choice.kind) {
    case "identity":
      return { ...common, file, stat, coding: undefined, onTheFly: false };
    case "onTheFly":
      return { ...common, file, stat, coding: choice.coding, onTheFly: true };
    case "sidecar": {
      const sidecar = openContained(territory, sidecarOf(segments, choice.coding));
      // It went away just now, or can't be read: do without this one.
      if (sidecar === undefined || sidecar.stat.mtime < stat.mtime) {
        sidecar?.file.close();
        const others = sidecars.filter((coding) => coding !== choice.coding);
        return selectAmong(territory, segments, original, options, others);
      }
      return { ...common, ...sidecar, coding: choice.coding, onTheFly: false };
    }
    case "none":
      return { kind: "unacceptable", busy: choice.busy };
  }
}

type Choice =
  | Exclude<ReturnType<typeof chooseCoding>, { kind: "none" }>
  | { readonly kind: "none"; readonly busy: boolean };

function choose(
  options: SelectionOptions,
  sidecars: readonly Coding[],
  onTheFly: { readonly possible: readonly Coding[]; readonly available: readonly Coding[] },
): Choice {
  const attempts: AvailableCodings[] = [
    { sidecars, onTheFly: options.range ? [] : onTheFly.available },
    // Identity is refused and there is no sidecar: compress, also when that means to ignore Range.
    { sidecars, onTheFly: onTheFly.available },
  ];
  for (const available of attempts) {
    const choice = chooseCoding(options.acceptEncoding, available);
    if (choice.kind !== "none") return choice;
  }
  const possible = { sidecars, onTheFly: onTheFly.possible };
  return { kind: "none", busy: chooseCoding(options.acceptEncoding, possible).kind !== "none" };
}

/** A sidecar counts when it is servable itself and not older than the original. */
function findSidecars(
  territory: Territory,
  segments: readonly string[],
  original: FileStat,
): Coding[] {
  const { fileSystem, root } = territory;
  return CODINGS.filter((coding) => {
    const sidecar = sidecarOf(segments, coding);
    // Most files have none: find that out the cheapest way.
    if (fileSystem.lstat(root.pathOf(sidecar)) === undefined) return false;
    const stat = locate(territory, sidecar)?.stat;
    return stat?.kind === "file" && stat.mtime >= original.mtime;
  });
}

function sidecarOf(segments: readonly string[], coding: Coding): string[] {
  return [...segments.slice(0, -1), `${segments.at(-1)}${SUFFIXES[coding]}`];
}

function codingsOnTheFly(
  mediaType: MediaType,
  stat: FileStat,
  options: SelectionOptions,
): { possible: readonly Coding[]; available: readonly Coding[] } {
  // Whoever refuses identity gets a small file compressed too, rather than nothing.
  const refused = chooseCoding(options.acceptEncoding, { sidecars: [], onTheFly: [] });
  const worthwhile = mediaType.compressible &&
    (stat.size >= MIN_COMPRESSED_SIZE || refused.kind === "none");
  const possible = options.compress && worthwhile ? CODINGS : [];
  return { possible, available: possible.filter((coding) => options.isAvailable(stat, coding)) };
}
