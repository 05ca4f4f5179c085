import type { Reply } from "../http/reply.ts";

/** The file changed while it was read: decide anew, from its new state. */
export const CHANGED = Symbol("changed");

/** An answer, or that it has to be decided anew. */
export type Attempt = Reply | typeof CHANGED;
