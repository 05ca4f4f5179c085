import { openResolved } from "../files/containment.ts";
import { LEVELS } from "../content/encoder.ts";
import type { Representation } from "../content/representation.ts";
import { contentEtag, type Derivation, statEtag } from "../http/etag.ts";
import type { Site } from "./site.ts";

/**
 * The entity tag of a representation, as `--etag` has it.
 *
 * @returns A promise when the content must be read for it; undefined when there is none, or when the file
 * changed while it was read.
 */
export function entityTag(
  site: Site,
  { resolved, coding, onTheFly }: Representation,
): string | undefined | Promise<string | undefined> {
  const { stat } = resolved;
  const derivation: Derivation = coding === undefined
    ? ""
    : onTheFly
    ? `${coding}${LEVELS[coding]}`
    : coding;
  switch (site.config.etag) {
    case "off":
      return undefined;
    case "stat":
      return statEtag(stat.size, stat.mtime, derivation);
    case "content": {
      const digest = site.digests.of(stat, () => openResolved(site.servedRoot, resolved, false));
      if (typeof digest === "string") return contentEtag(digest, derivation);
      return digest.then((made) => made === undefined ? made : contentEtag(made, derivation));
    }
  }
}
