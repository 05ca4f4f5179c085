import { decodeBase64 } from "@std/encoding/base64";
import { encodeHex } from "@std/encoding/hex";
import { runDeno } from "./deno.ts";

/** A package that a program contains. */
export interface Package {
  /** Name and version as in the lock file, without peer dependencies: `name@1.2.3`. */
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** SPDX expression from package.json. */
  readonly license: string;
  /** SHA-512 digest of the registry tarball in hexadecimal; undefined if the lock file has none. */
  readonly sha512: string | undefined;
  /** Ids of its dependencies. */
  readonly dependencies: readonly string[];
  /** Its licence texts and notices. */
  readonly notices: readonly string[];
}

interface Info {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<
    Record<string, {
      readonly name: string;
      readonly version: string;
      readonly dependencies: readonly string[];
      readonly localPath: string;
    }>
  >;
}

/**
 * Finds the packages that modules import, with their transitive dependencies.
 *
 * @param project Root directory of the project.
 * @param modules Paths relative to `project`.
 */
export async function findPackages(
  project: string,
  modules: readonly string[],
): Promise<Package[]> {
  const lock = JSON.parse(Deno.readTextFileSync(`${project}/deno.lock`)).npm;
  const found = new Map<string, Package>();
  for (const module of modules) {
    const info: Info = JSON.parse(await runDeno(["info", "--json", module], project));
    const waiting = info.modules.flatMap(({ npmPackage }) => npmPackage ?? []);
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
      const entry = info.npmPackages[key];
      if (entry === undefined || found.has(key)) continue;
      waiting.push(...entry.dependencies);
      const dependencies = entry.dependencies.map((each) => idOf(info, each));
      found.set(key, readPackage(entry, dependencies, lock[key]?.integrity));
    }
  }
  const packages = new Map([...found.values()].map((each) => [each.id, each]));
  return [...packages.values()].sort((one, other) => one.id < other.id ? -1 : 1);
}

function idOf({ npmPackages }: Info, key: string): string {
  const entry = npmPackages[key];
  return entry === undefined ? key : `${entry.name}@${entry.version}`;
}

function readPackage(
  { name, version, localPath }: Info["npmPackages"][string],
  dependencies: readonly string[],
  integrity: unknown,
): Package {
  const { license = "NOASSERTION" } = JSON.parse(
    Deno.readTextFileSync(`${localPath}/package.json`),
  );
  const [, digest] = /^sha512-(\S+)$/.exec(String(integrity)) ?? [];
  const notices = [...Deno.readDirSync(localPath)].map((entry) => entry.name)
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort()
    .map((file) => Deno.readTextFileSync(`${localPath}/${file}`).trim());
  return {
    id: `${name}@${version}`,
    name,
    version,
    license: String(license),
    sha512: digest === undefined ? undefined : encodeHex(decodeBase64(digest)),
    dependencies,
    notices,
  };
}
