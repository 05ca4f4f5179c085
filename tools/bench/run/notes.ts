import { CONTENT_LIMIT } from "../../../lib/content/content_cache.ts";

/** Returns the notes that readers need to interpret the figures. */
export function notes(
  { serverCpus, driverCpus }: {
    readonly serverCpus: string | undefined;
    readonly driverCpus: string | undefined;
  },
): string[] {
  const where = serverCpus === undefined
    ? "The drivers share the processors with the servers, nothing is pinned"
    : `Servers ran on processors ${serverCpus}, drivers on ${driverCpus ?? "any"}`;
  const cache = `Plinth keeps ${
    CONTENT_LIMIT / 1024 / 1024
  } MiB of contents in memory, less than 10,000 files have.`;
  return [
    `${where}: absolute rates depend on the machine, so compare ratios, which are medians of those within a round.`,
    "All traffic is on loopback. Rounds are interleaved: each server once, then each again. Every response was checked " +
    "(status, length, bytes) before it was timed.",
    "The floor is a bare `Deno.serve` with a constant body and the fields that Plinth sends for the same request. For " +
    "ranges, many files, files of 1 GiB and listings it reads the disk each time with the fewest calls, in a worker that " +
    "may read no more than the folder; for HTTPS, Node's TLS passes bytes on to it. The table of targets says what it " +
    "would reach. It is no bound where Plinth is beyond it, as with bodies of 100 KiB and more: it does not keep memory that " +
    "was freed.",
    "CPU is user and system time of all processes of the server, divided by the requests. Memory is resident memory of " +
    "all of them; pages that they share count for each.",
    "wrk reads 8 KiB at a time: with large bodies it costs more than the servers do, and CPU per request tells them " +
    "apart better than bytes/s.",
    "HEAD is driven by a client of the benchmark's own, since wrk and h2load wait for a body; the rates are the client's " +
    "limit, CPU per request is not.",
    "python3's http.server is used as people start it: HTTP/1.0, a connection for each request.",
    cache,
  ];
}
