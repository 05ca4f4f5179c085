// Fifty files that are written while fifty clients read them: what each response may consist of. Because its versions
// are bounded by what was written when the request was sent, nobody sees an older one after a newer one either.

import { assert, assertEquals } from "@std/assert";
import { Folder } from "../support/folder.ts";
import { FRESHNESS, HotClients } from "../support/hot.ts";
import { RawClient, requestText } from "../support/raw.ts";
import { delay, Server } from "../support/server.ts";
import { VersionedFile } from "../support/versioned_file.ts";

/** At least and at most, in milliseconds: a busy machine needs longer for as many reads that tell something. */
const DURATION = 3000;
const MAX_DURATION = 40_000;
/** When what is written at first is old enough to be hot, and when it may be hot again at the end. */
const AGING = 1300;

const READERS = 50;

/** How many files there are of a size in records of 16 bytes; the largest are too large to be sent from memory. */
const SIZES = [[7, 28], [640, 15], [12_800, 6], [40_000, 1]] as const;
const MAX_OVERWRITTEN = 12_800;

/** The longest pauses between two versions: some never rest, some are hot before each change. */
const PAUSES = [30, 150, 1500];

/** A folder in a folder, so that files can be made ready outside of the root. */
function makeFiles(top: Folder): VersionedFile[] {
  top.makeFolder("root");
  top.makeFolder("aside");
  const sizes = SIZES.flatMap(([records, count]) => Array<number>(count).fill(records));
  return sizes.map((records, number) => {
    const replaced = records > MAX_OVERWRITTEN || number % 2 === 0;
    const name = `${number}.${replaced ? "replaced" : "overwritten"}.bin`;
    return new VersionedFile(top.at(`root/${name}`), `/${name}`, number, records, replaced);
  });
}

/** Writes versions until it is over, with pauses of random lengths. */
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
  /** Responses of which there was only one possible, and others. */
  certain: number;
  open: number;
}

/** Reads random files until it is over. */
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

/** It was a race only when much was written and read meanwhile, and a test only when much was certain. */
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

Deno.test("hot writers: each response has one version, of now, and the last one stays", async () => {
  using top = new Folder();
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
  // Now all may have been kept, and nothing that was kept may be a mixture.
  await delay(AGING);
  await expectLast(server.port, files);
  const seen = `${written(files)} written, ${counters.certain} certain, ${counters.open} open`;
  assert(isEnough(files, counters), seen);
});
