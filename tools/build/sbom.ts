import type { Package } from "./packages.ts";

/** The subject of a bill of materials. */
export interface Product {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Version of the runtime that it is compiled with. */
  readonly deno: string;
  readonly v8: string;
}

/**
 * Returns the bill of materials of an executable in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/). It depends only
 * on the product and the packages.
 */
export function createSbom(product: Product, packages: readonly Package[]): unknown {
  const ref = `pkg:generic/${product.name}@${product.version}`;
  const deno = {
    name: "deno",
    version: product.deno,
    purl: `pkg:github/denoland/deno@v${product.deno}`,
  };
  const v8 = { name: "v8", version: product.v8, purl: `pkg:github/v8/v8@${product.v8}` };
  const engines = [{ ...deno, license: "MIT" }, { ...v8, license: "BSD-3-Clause" }];
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": ref,
        name: product.name,
        version: product.version,
        purl: ref,
        licenses: licensesOf(product.license),
      },
    },
    components: [
      ...engines.map(({ license, purl, ...engine }) => ({
        ...{ type: "platform", "bom-ref": purl, ...engine, purl },
        licenses: licensesOf(license),
      })),
      ...packages.map(toComponent),
    ],
    dependencies: [
      {
        ref,
        dependsOn: [...engines, ...packages.map(({ id }) => ({ purl: purlOf(id) }))].map((
          { purl },
        ) => purl),
      },
      { ref: deno.purl, dependsOn: [v8.purl] },
      ...packages.map(({ id, dependencies }) => ({
        ref: purlOf(id),
        dependsOn: dependencies.map(purlOf),
      })),
    ],
  };
}

function toComponent({ id, name, version, license, sha512 }: Package): unknown {
  const [, group, plain = name] = /^(@[^/]+)\/(.+)$/.exec(name) ?? [];
  return {
    type: "library",
    "bom-ref": purlOf(id),
    ...(group !== undefined && { group }),
    name: plain,
    version,
    ...(sha512 !== undefined && { hashes: [{ alg: "SHA-512", content: sha512 }] }),
    licenses: licensesOf(license),
    purl: purlOf(id),
  };
}

/** Returns a package URL (https://github.com/package-url/purl-spec), in which only the `@` of a scope is escaped. */
function purlOf(id: string): string {
  return `pkg:npm/${id.replace(/^@/, "%40")}`;
}

/** A combination of licences is an SPDX expression. */
function licensesOf(license: string): unknown[] {
  if (license === "NOASSERTION") return [{ license: { name: "unknown" } }];
  return / (?:OR|AND|WITH) /.test(license)
    ? [{ expression: license.replace(/^\((.*)\)$/, "$1") }]
    : [{ license: { id: license } }];
}
