/** Where a request of the runtime has its `Headers` once they were asked for; undefined when there is no such place. */
export const EXPOSED: symbol | undefined = Object.getOwnPropertySymbols(
  new Request("http://localhost/"),
).find(({ description }) => description === "headers cache");

/**
 * Tells the runtime that nobody will ask for the header fields of a request any more. Whoever has asked for one may ask
 * for all after the response, so the runtime copies each of them and sends the response from a promise, which costs a
 * tenth of an answer from memory (a fact of the platform: Deno 2.9, `requestHeadersExposed` in its `00_serve.ts`). One
 * that has no such place goes on copying them.
 */
export function withdrawFields(request: Request): void {
  if (EXPOSED !== undefined) Reflect.set(request, EXPOSED, undefined);
}
