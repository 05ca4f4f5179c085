import { assert, assertEquals } from "@std/assert";
import { createNotices } from "../../../tools/build/notices.ts";
import { findPackages } from "../../../tools/build/packages.ts";
import { createSbom } from "../../../tools/build/sbom.ts";
import { PROJECT } from "../../support/server.ts";

interface Component {
  readonly purl: string;
  readonly "bom-ref": string;
  readonly hashes?: readonly { readonly content: string }[];
}

const product = { name: "plinth", version: "1.2.3", license: "MIT", deno: "2.0.0", v8: "15.0" };

Deno.test("createSbom() lists the imports of the server with their digests, and none of the tests", async () => {
  const packages = await findPackages(PROJECT, ["main.ts", "lib/server/worker.ts"]);
  const sbom = createSbom(product, packages) as {
    readonly components: readonly Component[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: string[] }[];
  };
  const purls = sbom.components.map(({ purl }) => purl);
  assert(
    purls.includes("pkg:npm/deno-std@1.4.0") && purls.includes("pkg:github/denoland/deno@v2.0.0"),
  );
  assert(!purls.some((purl) => purl.includes("fast-check")));
  for (
    const { purl, hashes } of sbom.components.filter(({ purl }) => purl.startsWith("pkg:npm/"))
  ) {
    assertEquals([purl, hashes?.[0]?.content.length], [purl, 128]);
  }
  // Every reference names exactly one component.
  const refs = new Set(sbom.components.map((each) => each["bom-ref"]));
  assertEquals(refs.size, sbom.components.length);
  for (const { ref, dependsOn } of sbom.dependencies) {
    assert(refs.has(ref) || ref === "pkg:generic/plinth@1.2.3", ref);
    for (const each of dependsOn) assert(refs.has(each), each);
  }
});

Deno.test("createSbom() handles scopes, licence expressions and unknown licences", () => {
  const common = { sha512: undefined, dependencies: [], notices: [] };
  const { components } = createSbom(product, [
    { ...common, id: "@a/b@1.0.0", name: "@a/b", version: "1.0.0", license: "(MIT OR Apache-2.0)" },
    { ...common, id: "c@2.0.0", name: "c", version: "2.0.0", license: "NOASSERTION" },
  ]) as { readonly components: readonly Record<string, unknown>[] };
  const [scoped, plain] = components.slice(-2);
  assertEquals([scoped?.group, scoped?.name, scoped?.purl], ["@a", "b", "pkg:npm/%40a/b@1.0.0"]);
  assertEquals(scoped?.licenses, [{ expression: "MIT OR Apache-2.0" }]);
  assertEquals(plain?.licenses, [{ license: { name: "unknown" } }]);
});

Deno.test("createNotices() lists every package, with its licence text or a note", () => {
  const text = createNotices("own text", "2.0.0", [
    {
      ...{ id: "a@1.0.0", name: "a", version: "1.0.0", license: "MIT", sha512: undefined },
      ...{ dependencies: [], notices: ["Copyright A"] },
    },
    {
      ...{ id: "b@1.0.0", name: "b", version: "1.0.0", license: "ISC", sha512: undefined },
      ...{ dependencies: [], notices: [] },
    },
  ]);
  for (
    const part of [
      "own text",
      "a@1.0.0 (MIT)",
      "Copyright A",
      "b@1.0.0 (ISC)",
      "does not include the licence text",
    ]
  ) {
    assert(text.includes(part), part);
  }
});
