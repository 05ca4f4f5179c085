// What deploy/ has is checked by the tools that read such files, where they are at hand.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { OPTIONS, type OptionSpec } from "../../lib/cli/options.ts";
import { Folder } from "../support/folder.ts";
import { PROJECT } from "../support/server.ts";
import { hasTool, runTool } from "../support/tools.ts";

const DEPLOY = `${PROJECT}/deploy`;

/** How exposed a service may be at most, of 10. */
const MAX_EXPOSURE = 2;

function read(name: string): string {
  return Deno.readTextFileSync(`${DEPLOY}/${name}`);
}

Deno.test({
  name: "deploy: shell scripts have no fault that shellcheck knows",
  ignore: !hasTool("shellcheck"),
  fn: async () => {
    const { status, stdout } = await runTool(["shellcheck", `${DEPLOY}/install.sh`]);
    assertEquals([status, stdout], [0, ""]);
  },
});

Deno.test({
  name: "deploy: the unit is valid, and exposes little",
  ignore: !hasTool("systemd-analyze"),
  fn: async () => {
    for (const dropIn of [undefined, "low-port.conf", "unix-socket.conf"]) {
      using folder = new Folder();
      const unit = folder.at("plinth.service");
      // The unit's program need not be installed here.
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
});

Deno.test({
  name: "deploy: the manifests are what kubectl makes resources of",
  ignore: !hasTool("kubectl"),
  fn: async () => {
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
      assertMatch(stdout, /- --etag=content\n/);
      assertMatch(stdout, /readOnlyRootFilesystem: true/);
    }
  },
});

Deno.test("deploy: every option that is used is one", () => {
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
  // Those of other programs.
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

Deno.test("deploy: one version of Deno everywhere", () => {
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
