import { selectRepresentation, type Unacceptable } from "../content/representation.ts";
import type { Resource } from "../files/resource.ts";
import { rangeField } from "../http/conditional_reply.ts";
import { describe, type Description } from "./metadata.ts";
import type { RequestHead } from "../http/request_head.ts";
import type { Site } from "./site.ts";

/** How many values of Accept-Encoding are remembered for a resource, and how long they may be. */
const MAX_REMEMBERED = 16;
const MAX_LENGTH = 128;

/** What is selected of a resource, and said of it, whenever nothing is in the way. */
interface Remembered {
  readonly acceptEncoding: string;
  readonly description: Description;
}

/** For each resource: few of them, as a rule one, for which a list is smaller than a map and no slower. */
const remembered = new WeakMap<Resource, Remembered[]>();

/**
 * Selects the representation that a request gets, and describes it; for a resource that comes again, this has
 * mostly been done before.
 *
 * @param last Whether a file that does not rest is described too.
 * @returns Undefined, promised, when the file changed while it was read.
 */
export function select(
  site: Site,
  request: RequestHead,
  resource: Resource,
  last: boolean,
): Description | Unacceptable | Promise<Description | undefined> {
  const acceptEncoding = request.field("accept-encoding");
  const known = acceptEncoding ?? "";
  const before = remembered.get(resource)?.find((one) => one.acceptEncoding === known)
    ?.description;
  if (before !== undefined && isUsable(site, request, before)) return before;
  const range = rangeField(request) !== null;
  let isFree = true;
  const selected = selectRepresentation(resource, {
    ...{ acceptEncoding, range, compress: site.config.compress },
    isAvailable: (stat, coding) => {
      const isAvailable = site.compressor.isAvailable(stat, coding);
      isFree &&= isAvailable;
      return isAvailable;
    },
  });
  if (selected.kind === "unacceptable") return selected;
  const description = describe(site, resource, selected, last);
  if (
    !(description instanceof Promise) && description.lasting && isFree &&
    (!range || !selected.negotiated)
  ) {
    remember(resource, known, description);
  }
  return description;
}

/** To compress on the fly is chosen anew when a range is asked for, and when nothing more can be compressed. */
function isUsable(site: Site, request: RequestHead, { representation }: Description): boolean {
  const { onTheFly, coding, resolved: { stat } } = representation;
  if (!onTheFly || coding === undefined) return true;
  return rangeField(request) === null && (site.contents.has(representation.key) ||
    site.compressor.isAvailable(stat, coding));
}

function remember(resource: Resource, acceptEncoding: string, description: Description): void {
  if (acceptEncoding.length > MAX_LENGTH) return;
  const known = remembered.get(resource) ?? [];
  const others = known.filter((one) => one.acceptEncoding !== acceptEncoding);
  const kept = others.length < MAX_REMEMBERED ? others : [];
  remembered.set(resource, kept.concat([{ acceptEncoding, description }]));
}
