import { LEVELS } from "../files/encoder.ts";
import type { Representation } from "../files/representation.ts";
import { contentEtag, type Derivation, statEtag } from "../http/validators.ts";
import type { Site } from "./site.ts";

/**
 * The entity tag of a representation, as `--etag` has it.
 *
 * @returns A promise when the content must be read for it; undefined when there is none, or when the file
 * changed while it was read.
 */
export function entityTag(
  site: Site,
  { file, stat, coding, onTheFly }: Representation,
): string | undefined | Promise<string | undefined> {
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
      const digest = site.digests.of(file, stat);
      if (typeof digest === "string") return contentEtag(digest, derivation);
      return digest.then((made) => made === undefined ? made : contentEtag(made, derivation));
    }
  }
}
