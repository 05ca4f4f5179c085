import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { Folder } from "./folder.ts";
import { RawClient, type RawResponse, requestText } from "./raw.ts";
import { delay, Server, shared } from "./server.ts";

/** So many that each of two workers has some of them, but once in 500 times. */
const CONNECTIONS = 10;

/** For how long a young file is asked for before it counts as hot, in milliseconds: several ticks of any clock. */
const WARM_UP = 40;

/** The rounds of requests after that. */
const ROUNDS = 3;

/**
 * How old a file is, in milliseconds, when even those of its times that are kept in whole seconds (its ctime, as
 * the runtime tells it) show every further change. A careful cache may keep nothing that is younger.
 */
const RELIABLE_AGE = 2200;

/**
 * How long after a change the next response must know of it, in milliseconds: what a server has looked at it may
 * take for fresh for 1 ms, and timers and clocks have whole ones.
 */
export const FRESHNESS = 3;

/** Times of modification, each later than the one before. */
export const [OLD, NEW, NEWER] = [2019, 2020, 2021].map((year) =>
  new Date(Date.UTC(year, 0, 1, 12, 30, 15, 123))
) as [Date, Date, Date];

/** The fields of a request. */
type RequestFields = Readonly<Record<string, string>>;

/** Kept-alive connections to all workers of a server, which ask for the same at the same time. */
export class HotClients implements Disposable {
  private constructor(readonly clients: readonly RawClient[]) {}

  static async open(port: number): Promise<HotClients> {
    const opening = Array.from({ length: CONNECTIONS }, () => RawClient.open(port));
    return new HotClients(await Promise.all(opening));
  }

  /** One request over every connection: the response, which must be the same on each. */
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

  /** Asks again and again: the last response. @param duration In milliseconds. */
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

/** A folder inside of the root and one outside of it, for one test. */
export class HotFolder {
  constructor(readonly top: Folder, readonly name: string, readonly site?: HotSite) {
    top.makeFolder(`root/${name}`);
    top.makeFolder(`outside/${name}`);
  }

  /** The path of something inside. */
  at(name: string): string {
    return this.top.at(`root/${this.name}/${name}`);
  }

  /** The path of something outside. */
  outside(name: string): string {
    return this.top.at(`outside/${this.name}/${name}`);
  }

  write(name: string, content: string | Uint8Array, modified?: Date): void {
    this.top.write(`root/${this.name}/${name}`, content, modified);
  }

  writeOutside(name: string, content: string | Uint8Array, modified?: Date): void {
    this.top.write(`outside/${this.name}/${name}`, content, modified);
  }

  /** Makes a link inside. */
  link(target: string, name: string): void {
    this.top.link(target, `root/${this.name}/${name}`);
  }

  async ask(name: string, fields?: RequestFields, method?: string): Promise<RawResponse> {
    return await this.#clients.ask(`/${this.name}/${name}`, fields, method);
  }

  /** Asks until it is hot. */
  async warmUp(name: string, fields?: RequestFields, method?: string): Promise<RawResponse> {
    const duration = this.name.startsWith("old") ? 0 : WARM_UP;
    return await this.#clients.warmUp(duration, `/${this.name}/${name}`, fields, method);
  }

  /** Heats, and expects what is shown then. */
  async expectWarm(name: string, expected: string | number, fields?: RequestFields): Promise<void> {
    assertEquals(
      contentOrStatus(await this.warmUp(name, fields)),
      expected,
      `${this.name}/${name} while hot`,
    );
  }

  /** Asks once, and expects a content, or the status of a failure. */
  async expect(name: string, expected: string | number, fields?: RequestFields): Promise<void> {
    assertEquals(contentOrStatus(await this.ask(name, fields)), expected, `${this.name}/${name}`);
  }

  /** Changes something, and waits as long as the next response may still not know of it. */
  async change(act: () => unknown): Promise<void> {
    await act();
    await delay(FRESHNESS);
  }

  get #clients(): HotClients {
    if (this.site === undefined) throw new Error("nothing is served while it is prepared");
    return this.site.clients;
  }
}

/** The content, decoded; the status of what has none. */
export function contentOrStatus({ status, body, field }: RawResponse): string | number {
  if (status !== 200) return status;
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync };
  const coding = field("content-encoding") as keyof typeof decoders | undefined;
  return new TextDecoder().decode(coding === undefined ? body : decoders[coding](body));
}

/** What is hot, changes, and must be seen to have changed. */
export interface HotCase {
  readonly name: string;
  /** Whether something is missing for it. */
  readonly ignore?: boolean;
  readonly prepare: (place: HotFolder) => void;
  readonly run: (place: HotFolder) => Promise<void>;
}

/** A server of two workers, and the connections of the test that runs. */
class HotSite implements AsyncDisposable {
  #clients: HotClients | undefined;

  private constructor(readonly top: Folder, readonly server: Server) {}

  static async start(cases: readonly HotCase[], args: readonly string[]): Promise<HotSite> {
    const top = new Folder();
    for (const [index, { prepare }] of cases.entries()) prepare(new HotFolder(top, `old/${index}`));
    top.makeFolder("root/young");
    const options = ["--port=0", "--workers=2", "--quiet", ...args];
    const server = await Server.start([top.at("root"), ...options]);
    await delay(RELIABLE_AGE);
    return new HotSite(top, server);
  }

  get clients(): HotClients {
    if (this.#clients === undefined) throw new Error("only a running test may use them");
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
 * Registers a test for each case, which is run twice: with files that were written long before, and with those
 * that were written just before, which may have changed again without all of their times showing it.
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
