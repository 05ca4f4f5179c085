import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { TemporaryFolder } from "./folder.ts";
import { RawClient, type RawResponse, requestText } from "./raw.ts";
import { delay, Server, shared } from "./server.ts";

/** With ten connections, both workers have some in 499 of 500 runs. */
const CONNECTIONS = 10;

/** How long a recent file is requested until it counts as cached, in milliseconds: several ticks of any clock. */
const WARM_UP = 40;

/** Rounds of requests after the warm-up. */
const ROUNDS = 3;

/**
 * Age in milliseconds from which every further change shows in the timestamps, even in those with a resolution of one
 * second (ctime, as the runtime reports it). A correct cache keeps no younger file.
 */
const RELIABLE_AGE = 2200;

/**
 * Time in milliseconds after which a response must show a change: the server may reuse a stat for 1 ms, and timers and
 * clocks are rounded to milliseconds.
 */
export const FRESHNESS = 3;

/** Modification times in ascending order. */
export const [OLD, NEW, NEWER] = [2019, 2020, 2021].map((year) =>
  new Date(Date.UTC(year, 0, 1, 12, 30, 15, 123))
) as [Date, Date, Date];

/** The fields of a request. */
type RequestFields = Readonly<Record<string, string>>;

/** Persistent connections to all workers of a server, which send the same request at the same time. */
export class HotClients implements Disposable {
  private constructor(readonly clients: readonly RawClient[]) {}

  static async open(port: number): Promise<HotClients> {
    const opening = Array.from({ length: CONNECTIONS }, () => RawClient.open(port));
    return new HotClients(await Promise.all(opening));
  }

  /** Sends one request over every connection and returns the response, which must be the same on each. */
  async ask(target: string, fields: RequestFields = {}, method = "GET"): Promise<RawResponse> {
    const request = requestText(method, target, fields);
    const responses = await Promise.all(this.clients.map(async (client) => {
      await client.send(request);
      return await client.receive(method);
    }));
    const [first = await Promise.reject(new Error("no connections")), ...others] = responses;
    for (const other of others) {
      assertEquals(summaryOf(other), summaryOf(first), `${target}: connections differ`);
      assertEquals(Buffer.compare(other.body, first.body), 0, `${target}: bodies differ`);
    }
    return first;
  }

  /** Repeats a request and returns the last response. @param duration In milliseconds. */
  async warmUp(
    duration: number,
    ...[target, fields, method]: Parameters<HotClients["ask"]>
  ): Promise<RawResponse> {
    for (const begin = Date.now(); Date.now() < begin + duration;) {
      await this.ask(target, fields, method);
    }
    for (let round = 1; round < ROUNDS; round++) await this.ask(target, fields, method);
    return await this.ask(target, fields, method);
  }

  [Symbol.dispose](): void {
    for (const client of this.clients) client[Symbol.dispose]();
  }
}

function summaryOf({ status, fields, body }: RawResponse): unknown[] {
  return [status, fields.filter(([name]) => name.toLowerCase() !== "date"), body.byteLength];
}

/** A directory inside the root and one outside it, for one test. */
export class HotFolder {
  constructor(readonly top: TemporaryFolder, readonly name: string, readonly site?: HotSite) {
    top.makeFolder(`root/${name}`);
    top.makeFolder(`outside/${name}`);
  }

  /** Returns the path of a name inside the root. */
  at(name: string): string {
    return this.top.at(`root/${this.name}/${name}`);
  }

  /** Returns the path of a name outside the root. */
  outside(name: string): string {
    return this.top.at(`outside/${this.name}/${name}`);
  }

  write(name: string, content: string | Uint8Array, modified?: Date): void {
    this.top.write(`root/${this.name}/${name}`, content, modified);
  }

  writeOutside(name: string, content: string | Uint8Array, modified?: Date): void {
    this.top.write(`outside/${this.name}/${name}`, content, modified);
  }

  /** Creates a link inside the root. */
  link(target: string, name: string): void {
    this.top.link(target, `root/${this.name}/${name}`);
  }

  async ask(name: string, fields?: RequestFields, method?: string): Promise<RawResponse> {
    return await this.#clients.ask(`/${this.name}/${name}`, fields, method);
  }

  /** Requests a file until it is cached. */
  async warmUp(name: string, fields?: RequestFields, method?: string): Promise<RawResponse> {
    const duration = this.name.startsWith("old") ? 0 : WARM_UP;
    return await this.#clients.warmUp(duration, `/${this.name}/${name}`, fields, method);
  }

  /** Warms up, and expects a content or the status of an error. */
  async expectWarm(name: string, expected: string | number, fields?: RequestFields): Promise<void> {
    assertEquals(
      contentOrStatus(await this.warmUp(name, fields)),
      expected,
      `${this.name}/${name} while cached`,
    );
  }

  /** Sends one request, and expects a content or the status of an error. */
  async expect(name: string, expected: string | number, fields?: RequestFields): Promise<void> {
    assertEquals(contentOrStatus(await this.ask(name, fields)), expected, `${this.name}/${name}`);
  }

  /** Makes a change, and waits until the next response must show it. */
  async change(act: () => unknown): Promise<void> {
    await act();
    await delay(FRESHNESS);
  }

  get #clients(): HotClients {
    if (this.site === undefined) throw new Error("no server runs during prepare()");
    return this.site.clients;
  }
}

/** Returns the decoded content of a 200, otherwise the status. */
export function contentOrStatus({ status, body, field }: RawResponse): string | number {
  if (status !== 200) return status;
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
  const coding = field("content-encoding") as keyof typeof decoders | undefined;
  return new TextDecoder().decode(coding === undefined ? body : decoders[coding](body));
}

/** A cached file, a change, and the expected responses. */
export interface HotCase {
  readonly name: string;
  /** Whether a requirement of the test is missing. */
  readonly ignore?: boolean;
  readonly prepare: (place: HotFolder) => void;
  readonly run: (place: HotFolder) => Promise<void>;
}

/** A server with two workers, and the connections of the running test. */
class HotSite implements AsyncDisposable {
  #clients: HotClients | undefined;

  private constructor(readonly top: TemporaryFolder, readonly server: Server) {}

  static async start(cases: readonly HotCase[], args: readonly string[]): Promise<HotSite> {
    const top = new TemporaryFolder();
    for (const [index, { prepare }] of cases.entries()) prepare(new HotFolder(top, `old/${index}`));
    top.makeFolder("root/young");
    const options = ["--port=0", "--workers=2", "--quiet", ...args];
    const server = await Server.start([top.at("root"), ...options]);
    await delay(RELIABLE_AGE);
    return new HotSite(top, server);
  }

  get clients(): HotClients {
    if (this.#clients === undefined) throw new Error("no test is running");
    return this.#clients;
  }

  async run(hotCase: HotCase, place: HotFolder): Promise<void> {
    using clients = await HotClients.open(this.server.port);
    this.#clients = clients;
    await hotCase.run(place);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    this.top[Symbol.dispose]();
  }
}

/**
 * Registers two tests for each case: one with old files, and one with files written just before, which may change again
 * without a change of their timestamps.
 */
export function testHotCases(
  group: string,
  cases: readonly HotCase[],
  args: readonly string[] = [],
): void {
  const site = shared(() => HotSite.start(cases, args));
  for (const [index, hotCase] of cases.entries()) {
    for (const age of ["old", "young"]) {
      Deno.test({
        name: `${group}: ${hotCase.name} (${age})`,
        ignore: hotCase.ignore ?? false,
        fn: async () => {
          const place = new HotFolder(site().top, `${age}/${index}`, site());
          if (age === "young") hotCase.prepare(place);
          await site().run(hotCase, place);
        },
      });
    }
  }
}
