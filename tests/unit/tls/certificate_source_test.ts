import { assertEquals, assertMatch } from "@std/assert";
import type { Certificate } from "../../../lib/tls/certificate.ts";
import { CertificateSource } from "../../../lib/tls/certificate_source.ts";
import { createSelfSigned } from "../../../lib/tls/self_signed.ts";
import { TemporaryFolder } from "../../support/folder.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

/** Certificates of 397 days. */
const OLD = await createSelfSigned(["localhost"], NOW - 400 * DAY);
const OLDER = await createSelfSigned(["localhost"], NOW - 500 * DAY);
const VALID = await createSelfSigned(["localhost"], NOW - DAY);
const EARLY = await createSelfSigned(["localhost"], NOW + DAY);

/** A source with files and a clock of its own. */
class Setup implements Disposable {
  readonly folder = new TemporaryFolder();
  readonly reports: string[] = [];
  readonly used: string[] = [];
  readonly source: CertificateSource;
  now = NOW;

  constructor(certificate: Certificate) {
    this.write(certificate);
    const [cert, key] = [this.folder.at("cert.pem"), this.folder.at("key.pem")];
    const config = { kind: "files", cert, key, passwordFile: undefined } as const;
    this.source = new CertificateSource(config, (text) => this.reports.push(text), () => this.now);
  }

  write({ cert, key }: Pick<Certificate, "cert" | "key">): void {
    this.folder.write("cert.pem", cert);
    this.folder.write("key.pem", key);
  }

  onChange = ({ fingerprint }: Certificate) => void this.used.push(fingerprint);

  /** Replaces the files and reads them. @returns The reports since then. */
  reload(certificate: Pick<Certificate, "cert" | "key">): string[] {
    this.write(certificate);
    this.reports.length = 0;
    this.source.reload(this.onChange);
    return this.reports;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

Deno.test("CertificateSource loads a certificate that clients reject, and reports it once", async () => {
  for (
    const [certificate, problem] of [
      [OLD, /^the certificate expired on 2026-05-29 \(renew it: .*\)$/],
      [EARLY, /^the certificate is valid only from 2026-06-01 on \(check the clock .*\)$/],
    ] as const
  ) {
    using setup = new Setup(certificate);
    const { source, reports } = setup;
    assertEquals((await source.load([])).fingerprint, certificate.fingerprint);
    source.checkTime(setup.onChange);
    source.checkTime(setup.onChange);
    assertEquals(reports.length, 1);
    assertMatch(reports[0] ?? "", problem);
    assertEquals(`the certificate ${source.state?.problem}`, reports[0]?.split(" (", 1)[0]);
  }
  using setup = new Setup(VALID);
  await setup.source.load([]);
  assertEquals(setup.reports, []);
  assertEquals(setup.source.state, { expires: VALID.expires, problem: undefined });
});

Deno.test("CertificateSource reports a certificate that expires or becomes valid meanwhile", async () => {
  using setup = new Setup(EARLY);
  const { source, reports } = setup;
  await source.load([]);
  reports.length = 0;
  setup.now = EARLY.begins + 1000;
  source.checkTime(setup.onChange);
  assertEquals([reports, source.state?.problem], [[], undefined]);
  setup.now = EARLY.expires + 1000;
  source.checkTime(setup.onChange);
  source.checkTime(setup.onChange);
  assertEquals(reports.length, 1);
  assertMatch(reports[0] ?? "", /^the certificate expired on 2027-/);
  assertEquals(setup.used, []);
});

Deno.test("CertificateSource keeps a valid certificate if the new one has expired", async () => {
  using setup = new Setup(VALID);
  await setup.source.load([]);
  const [report, ...others] = setup.reload(OLD);
  assertMatch(report ?? "", /^the new certificate is not used: it expired on 2026-05-29 \(/);
  assertEquals(others, []);
  setup.source.checkTime(setup.onChange);
  assertEquals([setup.used, setup.source.state?.problem], [[], undefined]);
  // It is not taken up when the current one expires, either: it has been rejected for good.
  setup.now = VALID.expires + 1;
  setup.source.checkTime(setup.onChange);
  assertEquals(setup.used, []);
});

Deno.test("CertificateSource uses a new certificate as soon as it is valid", async () => {
  using setup = new Setup(VALID);
  await setup.source.load([]);
  const [report] = setup.reload(EARLY);
  assertMatch(
    report ?? "",
    /^the new certificate is not used: it is valid only from 2026-06-01 on/,
  );
  setup.source.checkTime(setup.onChange);
  assertEquals(setup.used, []);
  setup.now = EARLY.begins;
  setup.source.checkTime(setup.onChange);
  setup.source.checkTime(setup.onChange);
  assertEquals(setup.used, [EARLY.fingerprint]);
});

Deno.test("CertificateSource forgets a certificate that is not valid yet if it is replaced", async () => {
  using setup = new Setup(VALID);
  await setup.source.load([]);
  setup.reload(EARLY);
  assertEquals(setup.reload(VALID), []);
  setup.now = EARLY.begins;
  setup.source.checkTime(setup.onChange);
  assertEquals(setup.used, [VALID.fingerprint]);
});

Deno.test("CertificateSource replaces an expired certificate by any that can be used", async () => {
  using setup = new Setup(OLDER);
  await setup.source.load([]);
  assertMatch(setup.reload(OLD).join(), /^the certificate expired on 2026-05-29/);
  assertMatch(
    setup.reload({ cert: "x", key: OLD.key }).join(),
    /^the new certificate is not used: /,
  );
  assertEquals(setup.reload(VALID), []);
  assertEquals(setup.used, [OLD.fingerprint, VALID.fingerprint]);
});
