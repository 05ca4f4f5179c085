/** The symbol under which the runtime caches a request's `Headers` object; undefined if it has no such property. */
export const HEADERS_CACHE: symbol | undefined = Object.getOwnPropertySymbols(
  new Request("http://localhost/"),
).find(({ description }) => description === "headers cache");

/**
 * Drops the `Headers` object that the runtime created for a request. While one exists, Deno 2.9 assumes that the
 * handler may read it after the response: it copies every field and sends the response from a promise
 * (`requestHeadersExposed` in its `00_serve.ts`), which costs 3 to 4% of the throughput of
 * a reply from memory. Without the symbol this function does nothing.
 */
export function dropRequestHeaders(request: Request): void {
  if (HEADERS_CACHE !== undefined) Reflect.set(request, HEADERS_CACHE, undefined);
}
