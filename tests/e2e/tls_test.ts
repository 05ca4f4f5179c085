// HTTPS: protocols, certificates and their renewal, and the redirect from plain HTTP.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { type CertificateFiles, writeCertificate } from "../support/certificates.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { exchange, RawClient, requestText } from "../support/raw.ts";
import { delay, runToEnd, Server, Site } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

/** More than the socket buffers between two processes hold, in bytes. */
const LARGE = 32 * 1024 * 1024;

/** A site with a newly made certificate. */
class SecureSite implements AsyncDisposable {
  private constructor(
    readonly site: Site,
    readonly keys: TemporaryFolder,
    readonly certificate: CertificateFiles,
  ) {}

  static async start(...args: string[]): Promise<SecureSite> {
    const keys = new TemporaryFolder();
    const certificate = await writeCertificate(keys);
    const site = await Site.start((folder) => {
      folder.write("a.txt", "content");
      folder.writeZeros("large.bin", LARGE);
    }, ["--workers=2", ...certificate.options, ...args]);
    return new SecureSite(site, keys, certificate);
  }

  get server(): Server {
    return this.site.server;
  }

  /** Returns the fingerprint of the certificate that the server sends on a new connection. */
  async fingerprint(): Promise<string> {
    const { stdout } = await runTool([
      ...["sh", "-c", 'openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null', "sh"],
      `${this.server.port}`,
    ]);
    return new X509Certificate(stdout.slice(stdout.indexOf("-----BEGIN"))).fingerprint256;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]();
    this.keys[Symbol.dispose]();
  }
}

Deno.test("tls: the ready line has an https URL, and files are served over HTTPS", async () => {
  await using secure = await SecureSite.start("--log-format=common");
  assertMatch(secure.server.stderr, /^Serving \S+ at https:\/\/127\.0\.0\.1:\d+\/\n$/);
  using client = await RawClient.openSecure(secure.server.port, secure.certificate.cert);
  for (let count = 0; count < 3; count++) {
    await client.send(requestText("GET", "/a.txt"));
    const response = await client.receive();
    assertEquals([response.status, response.text], [200, "content"]);
    assertEquals(response.field("strict-transport-security"), undefined);
  }
  await client.send(requestText("GET", "/large.bin"));
  assertEquals((await client.receive()).body.byteLength, LARGE);
  assertEquals(await secure.server.stop(), 0);
  assertEquals(secure.server.stdout.match(/^127\.0\.0\.1 - - .* 200 /gm)?.length, 4);
});

testWith(["curl"], "tls: curl negotiates HTTP/2 or HTTP/1.1", async () => {
  await using secure = await SecureSite.start("--log-format=json");
  const { server, keys } = secure;
  const fixed = ["curl", "-sS", "--noproxy", "*", "--cacert", keys.at("cert.pem")];
  for (const [option, version] of [["--http2", "2"], ["--http1.1", "1.1"]] as const) {
    const url = `https://localhost:${server.port}/a.txt`;
    const { stdout } = await runTool([...fixed, option, "-w", " %{http_version}", url]);
    assertEquals(stdout, `content ${version}`);
  }
  await server.stop();
  const lines = server.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ protocol }) => protocol).sort(), ["HTTP/1.1", "HTTP/2.0"]);
  assert(lines.every(({ remote }) => remote === "127.0.0.1"));
});

testWith(["curl"], "tls: a large file over HTTP/2 is complete", async () => {
  await using secure = await SecureSite.start("--quiet");
  const url = `https://127.0.0.1:${secure.server.port}/large.bin`;
  const { bytes } = await runTool(["curl", "-sSk", "--noproxy", "*", "--http2", url]);
  assertEquals(bytes.byteLength, LARGE);
});

testWith(["openssl"], "tls: TLS 1.2 and 1.3 are accepted, older versions are not", async () => {
  await using secure = await SecureSite.start("--quiet");
  async function handshake(...options: string[]): Promise<string> {
    const script = 'port=$1; shift; openssl s_client -connect "127.0.0.1:$port" "$@" </dev/null';
    const command = ["sh", "-c", script, "sh", `${secure.server.port}`, ...options];
    return (await runTool(command)).stdout;
  }
  assertStringIncludes(await handshake("-tls1_3"), "New, TLSv1.3");
  assertStringIncludes(await handshake("-tls1_2"), "New, TLSv1.2");
  const old = await handshake("-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
  assertStringIncludes(old, "New, (NONE)");
  const both = await handshake("-alpn", "h2,http/1.1");
  assertStringIncludes(both, "ALPN protocol: h2");
});

testWith(["openssl"], "tls: an encrypted RSA key is read with a password file", async () => {
  using keys = new TemporaryFolder();
  const [cert, key] = [keys.at("cert.pem"), keys.at("key.pem")];
  const password = "pass:two words";
  const generated = await runTool([
    ...["openssl", "genpkey", "-algorithm", "RSA", "-aes-256-cbc", "-pass", password, "-out", key],
  ]);
  assertEquals(generated.status, 0, generated.stderr);
  const signed = await runTool([
    ...["openssl", "req", "-x509", "-key", key, "-passin", password, "-out", cert],
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
  ]);
  assertEquals(signed.status, 0, signed.stderr);
  keys.write("password", "two words\nanother line\n");
  const options = [`--tls-cert=${cert}`, `--tls-key=${key}`];
  const args = ["--quiet", "--port=0", "--workers=1", ...options];
  await using server = await Server.start([
    ...args,
    `--tls-password-file=${keys.at("password")}`,
  ]);
  using client = await RawClient.openSecure(server.port, Deno.readTextFileSync(cert));
  await client.send(requestText("GET", "/"));
  assertEquals((await client.receive()).status, 200);
  const without = await runToEnd(args);
  assertEquals(without.status, 1);
  assertMatch(without.stderr, /^plinth: the key is encrypted \(.*--tls-password-file\)\n$/);
});

Deno.test("tls: an unusable certificate or key is reported at start, on one line", async () => {
  using keys = new TemporaryFolder();
  const { options } = await writeCertificate(keys);
  const other = keys.at("other.pem");
  keys.write("empty.pem", "");
  const [cert = "", key = ""] = options;
  const rows = [
    [[cert, `--tls-key=${other}`], "other.pem does not exist"],
    [[`--tls-cert=${keys.at("empty.pem")}`, key], "holds no certificate"],
    [[cert, `--tls-key=${keys.at("empty.pem")}`], "holds no private key"],
    [[`--tls-cert=${keys.path}`, key], "can't be read"],
  ] as const;
  for (const [args, message] of rows) {
    const { status, stderr } = await runToEnd(["--port=0", ...args]);
    assertEquals(status, 1);
    assertMatch(stderr, /^plinth: .* \(.*\)\n$/);
    assertStringIncludes(stderr, message);
  }
});

testWith(
  ["openssl"],
  "tls: a renewed certificate is loaded, and open connections continue",
  async () => {
    await using secure = await SecureSite.start("--quiet");
    const { server, keys, certificate } = secure;
    using client = await RawClient.openSecure(server.port, certificate.cert);
    await client.send(requestText("GET", "/large.bin"));
    const head = await client.receiveHead();
    assertEquals(await secure.fingerprint(), certificate.fingerprint);
    const renewed = await writeCertificate(keys);
    for (let count = 0; count < 50; count++) {
      if (await secure.fingerprint() === renewed.fingerprint) break;
      await delay(100);
    }
    // Every worker uses it.
    for (let count = 0; count < 8; count++) {
      assertEquals(await secure.fingerprint(), renewed.fingerprint);
    }
    assertEquals((await client.receiveBody(head)).body.byteLength, LARGE);
    await client.send(requestText("GET", "/a.txt"));
    assertEquals((await client.receive()).text, "content");
  },
);

testWith(
  ["openssl"],
  "tls: an invalid new certificate is reported, and the old one stays in use",
  async () => {
    await using secure = await SecureSite.start("--quiet");
    secure.keys.write("cert.pem", "nonsense");
    await secure.server.waitFor("report", ({ stderr }) => stderr.includes("is not used"));
    assertStringIncludes(secure.server.stderr, "--tls-cert holds no certificate");
    assertEquals(await secure.fingerprint(), secure.certificate.fingerprint);
  },
);

testWith(
  ["curl"],
  "tls: --tls-self-signed prints the fingerprint of its certificate",
  async () => {
    await using site = await Site.start((folder) => folder.write("a.txt", "content"), [
      "--workers=2",
      "--quiet",
      "--tls-self-signed",
      "--allow-host=example.org",
    ]);
    await site.server.waitFor("fingerprint", ({ stderr }) => /^ {2}[0-9A-F:]{95}$/m.test(stderr));
    const printed = /^ {2}([0-9A-F:]{95})$/m.exec(site.server.stderr)?.[1];
    const script = 'openssl s_client -connect "127.0.0.1:$1" </dev/null 2>/dev/null';
    const { stdout } = await runTool(["sh", "-c", script, "sh", `${site.server.port}`]);
    const certificate = new X509Certificate(stdout.slice(stdout.indexOf("-----BEGIN")));
    assertEquals(certificate.fingerprint256, printed);
    for (const name of ["localhost", "example.org"]) {
      assertEquals(certificate.checkHost(name), name);
    }
    assertEquals(certificate.checkIP("127.0.0.1"), "127.0.0.1");
  },
);

Deno.test("tls: --https-redirect redirects plain HTTP to the same path, for host names of the certificate", async () => {
  await using secure = await SecureSite.start("--https-redirect=0", "--log-format=common");
  const { server } = secure;
  const port = Number(/^Redirecting http:\/\/127\.0\.0\.1:(\d+)\//m.exec(server.stderr)?.[1]);
  const found = await exchange(port, requestText("GET", "/a%20b/?c=d"));
  assertEquals(found.status, 308);
  assertEquals(found.field("location"), `https://localhost:${server.port}/a%20b/?c=d`);
  assertEquals(found.field("strict-transport-security"), undefined);
  const post = await exchange(port, requestText("POST", "/", { "Content-Length": "0" }), "POST");
  assertEquals(post.status, 308);
  const foreign = await exchange(port, requestText("GET", "/", { Host: "evil.test" }));
  assertEquals([foreign.status, foreign.field("location")], [421, undefined]);
  const odd = await exchange(port, requestText("GET", "/", { Host: "a/b" }));
  assertEquals([odd.status, odd.field("location")], [400, undefined]);
  assertEquals((await exchange(port, "GET / HTTP/1.1\r\n\r\n")).status, 400);
  assertEquals(await server.stop(), 0);
  assertEquals(server.stdout.match(/ 308 /g)?.length, 2);
});

Deno.test("tls: plain HTTP on the HTTPS port is closed without affecting other clients", async () => {
  await using secure = await SecureSite.start("--quiet");
  using client = await RawClient.open(secure.server.port);
  await client.send(requestText("GET", "/"));
  const answer = await client.receiveHead().then(() => "answered", () => "closed");
  assertEquals(answer, "closed");
  using other = await RawClient.openSecure(secure.server.port, secure.certificate.cert);
  await other.send(requestText("GET", "/a.txt"));
  assertEquals((await other.receive()).text, "content");
});
