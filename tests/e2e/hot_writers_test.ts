// Fifty files are written while fifty clients read them. Each response may only contain versions that were current
// between the request and the response, so no client sees an older version after a newer one.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { FRESHNESS, HotClients } from "../support/hot.ts";
import { RawClient, requestText } from "../support/raw.ts";
import { delay, Server } from "../support/server.ts";
import { VersionedFile } from "../support/versioned_file.ts";

/** Minimum and maximum duration, in milliseconds. A busy machine needs longer for enough conclusive reads. */
const DURATION = 3000;
const MAX_DURATION = 40_000;
/** Time in milliseconds after which a written file may be cached: after the first writes, and after the last. */
const AGING = 1300;

const READERS = 50;

/** Pairs of size (in records of 16 bytes) and number of files. The largest are too large to be read at once. */
const SIZES = [[7, 28], [640, 15], [12_800, 6], [40_000, 1]] as const;
const MAX_OVERWRITTEN = 12_800;

/** Maximum pause between two versions, in milliseconds. With the shortest a file is never cached, with the longest always. */
const PAUSES = [30, 150, 1500];

/** The root is a subdirectory, so that files can be prepared outside it. */
function makeFiles(top: TemporaryFolder): VersionedFile[] {
  top.makeFolder("root");
  top.makeFolder("aside");
  const sizes = SIZES.flatMap(([records, count]) => Array<number>(count).fill(records));
  return sizes.map((records, number) => {
    const replaced = records > MAX_OVERWRITTEN || number % 2 === 0;
    const name = `${number}.${replaced ? "replaced" : "overwritten"}.bin`;
    return new VersionedFile(top.at(`root/${name}`), `/${name}`, number, records, replaced);
  });
}

/** Writes versions with random pauses until the test ends. */
async function keepWriting(
  file: VersionedFile,
  aside: string,
  isOver: () => boolean,
): Promise<void> {
  const pause = PAUSES[file.number % PAUSES.length] ?? 0;
  while (!isOver()) {
    await delay(pause / 2 + Math.random() * pause / 2);
    file.write(aside);
  }
}

interface Counters {
  /** Responses with exactly one possible version, and responses with several. */
  certain: number;
  open: number;
}

/** Reads random files until the test ends. */
async function keepReading(
  client: RawClient,
  files: readonly VersionedFile[],
  isOver: () => boolean,
  counters: Counters,
): Promise<void> {
  while (!isOver()) {
    const file = files[Math.floor(Math.random() * files.length)];
    assert(file !== undefined);
    const oldest = file.versionAt(performance.now() - FRESHNESS);
    await client.send(requestText("GET", file.target));
    const response = await client.receive();
    oldest === file.version ? counters.certain++ : counters.open++;
    file.check(response, oldest);
  }
}

/** Whether enough was written and read to race, and enough reads were conclusive. */
function isEnough(files: readonly VersionedFile[], { certain, open }: Counters): boolean {
  return written(files) > 200 && certain > 200 && open > 20;
}

function written(files: readonly VersionedFile[]): number {
  return files.reduce((sum, { version }) => sum + version, 0);
}

async function expectLast(port: number, files: readonly VersionedFile[]): Promise<void> {
  using clients = await HotClients.open(port);
  for (const file of files) {
    assertEquals(file.check(await clients.ask(file.target), file.version), 1);
  }
}

Deno.test("hot writers: each response has a current version, and the last version stays", async () => {
  using top = new TemporaryFolder();
  const files = makeFiles(top);
  const aside = (file: VersionedFile) => top.at(`aside/${file.number}`);
  for (const file of files) file.write(aside(file));
  const args = [top.at("root"), "--port=0", "--workers=2", "--quiet"];
  await using server = await Server.start(args);
  await delay(AGING);
  const opening = Array.from({ length: READERS }, () => RawClient.open(server.port));
  const clients = await Promise.all(opening);
  const counters: Counters = { certain: 0, open: 0 };
  const start = performance.now();
  const isOver = (): boolean => {
    const duration = performance.now() - start;
    return duration > MAX_DURATION || duration > DURATION && isEnough(files, counters);
  };
  try {
    await Promise.all([
      ...files.map((file) => keepWriting(file, aside(file), isOver)),
      ...clients.map((client) => keepReading(client, files, isOver, counters)),
    ]);
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }
  await delay(FRESHNESS);
  await expectLast(server.port, files);
  // All files may be cached now. No cached content may mix versions.
  await delay(AGING);
  await expectLast(server.port, files);
  const seen = `${written(files)} written, ${counters.certain} certain, ${counters.open} open`;
  assert(isEnough(files, counters), seen);
});
