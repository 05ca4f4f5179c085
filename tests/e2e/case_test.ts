// A file system that ignores case: another spelling must not get around a rule.

import { assert, assertEquals } from "@std/assert";
import { TemporaryFolder } from "../support/folder.ts";
import { BCRYPT } from "../support/passwords.ts";
import { COMMAND, Server } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const TOOLS = ["lowntfs-3g", "mkntfs", "umount"];

/** Mounts an NTFS image that ignores case, until it is disposed. */
class CaseInsensitiveFolder implements AsyncDisposable {
  readonly #outside = new TemporaryFolder();
  readonly path = this.#outside.at("site");

  async mount(): Promise<boolean> {
    const image = this.#outside.at("image");
    this.#outside.makeFolder("site");
    this.#outside.writeZeros("image", 8 * 1024 * 1024);
    await runTool(["mkntfs", "-F", "-Q", image]);
    const mounted = await runTool(["lowntfs-3g", "-o", "ignore_case", image, this.path]);
    return mounted.status === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runTool(["umount", "-l", this.path]);
    this.#outside[Symbol.dispose]();
  }
}

async function canMount(): Promise<boolean> {
  if (!TOOLS.every(hasTool)) return false;
  await using folder = new CaseInsensitiveFolder();
  return await folder.mount();
}

const mayMount = await canMount();
const needs = mayMount ? "" : " (needs ntfs-3g, and the right to mount)";

for (const option of ["", "--follow-symlinks"]) {
  Deno.test({
    name: `case: another spelling is 404 on a file system that ignores case ${option}${needs}`,
    ignore: !mayMount,
    fn: async () => {
      await using folder = new CaseInsensitiveFolder();
      assert(await folder.mount());
      const { path } = folder;
      Deno.mkdirSync(`${path}/secret/deep`, { recursive: true });
      const certificate = await runTool([
        ...["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ...["-nodes", "-subj", "/CN=localhost", "-keyout", `${path}/key.pem`, "-out"],
        `${path}/cert.pem`,
      ]);
      assertEquals(certificate.status, 0, certificate.stderr);
      Deno.writeTextFileSync(`${path}/secret/s.txt`, "secret");
      Deno.writeTextFileSync(`${path}/secret/deep/d.txt`, "deep");
      Deno.writeTextFileSync(`${path}/public.txt`, "public");
      Deno.writeTextFileSync(
        `${path}/plinth.json`,
        JSON.stringify({ auth: [{ path: "/secret/*", users: [`ann:${BCRYPT}`] }] }),
      );
      const options = [
        ...["--config", `${path}/plinth.json`, "--tls-cert", `${path}/cert.pem`],
        ...["--tls-key", `${path}/KEY.pem`],
      ];
      await using server = await Server.start(
        [path, "--port=0", "--workers=1", "--quiet", ...options, ...(option ? [option] : [])],
        { command: COMMAND },
      );
      const status = async (target: string) => {
        const url = `https://localhost:${server.port}${target}`;
        const { stdout } = await runTool(["curl", "-sk", "-o", "/dev/null", "-w%{http_code}", url]);
        return Number(stdout);
      };
      assertEquals(await status("/public.txt"), 200);
      for (const target of ["/secret/s.txt", "/secret/", "/secret/deep/d.txt"]) {
        assertEquals(await status(target), 401, target);
      }
      for (const target of ["/plinth.json", "/key.pem"]) {
        assertEquals(await status(target), 404, target);
      }
      const aliases = ["/PUBLIC.TXT", "/Public.txt", "/PLINTH.JSON", "/KEY.PEM", "/Key.pem"];
      for (const target of [...aliases, "/public.txt%20", "/PUBLIC.TXT/", "/secret%20/s.txt"]) {
        assertEquals(await status(target), 404, target);
      }
      // These match the rule, whose paths ignore case.
      for (const target of ["/SECRET/s.txt", "/Secret/", "/secret/S.TXT", "/secret/DEEP/d.txt"]) {
        assertEquals(await status(target), 401, target);
      }
      assertEquals(await server.stop(), 0);
    },
  });
}
