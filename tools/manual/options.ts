import { GROUPS, OPTIONS, type OptionSpec } from "../../lib/config/options.ts";

const ENTRIES = Object.entries(OPTIONS) as [string, OptionSpec<unknown>][];

/**
 * The reference of all options, in Markdown: the table of options, and what else is to be said of each.
 *
 * @param details Markdown with a section `## --name` for each option of which there is more to say.
 * @throws {Error} For a section about an option that there is not.
 */
export function optionsReference(details: string): string {
  const sections = readSections(details);
  const unknown = [...sections.keys()].find((name) =>
    !ENTRIES.some(([, spec]) => spec.name === name)
  );
  if (unknown !== undefined) {
    throw new Error(`tools/manual/options.md tells of --${unknown}, which there is not`);
  }
  return GROUPS.map((group) => {
    const specs = ENTRIES.filter(([, spec]) => spec.group === group);
    return `## ${group}\n\n${
      specs.map(([key, spec]) => describe(key, spec, sections.get(spec.name))).join("\n")
    }`;
  }).join("\n");
}

function describe(key: string, spec: OptionSpec<unknown>, detail = ""): string {
  const { name, short, aliases = [], placeholder, help, defaultText } = spec;
  const join = placeholder?.startsWith("[=") ? "" : " ";
  const others = [
    ...(short === undefined ? [] : [`-${short}`]),
    ...aliases.map((alias) => `--${alias}`),
  ];
  const facts = [
    ...(others.length === 0 ? [] : [`Also ${others.map((other) => `\`${other}\``).join(", ")}.`]),
    ...(defaultText === undefined ? [] : [`Default: ${defaultText}.`]),
    ...(isSetting(spec) ? [`Setting: \`${key}\`.`] : []),
    ...(spec.repeatable === true ? ["Repeatable."] : []),
  ];
  return `### \`--${name}${placeholder === undefined ? "" : `${join}${placeholder}`}\`

${help.charAt(0).toUpperCase()}${help.slice(1)}.

<div class="facts">

${facts.join(" ")}

</div>

${detail}
`;
}

/** Whether it may stand in the settings file. */
function isSetting(spec: OptionSpec<unknown>): boolean {
  return !("isCommandLineOnly" in spec && spec.isCommandLineOnly === true);
}

function readSections(text: string): Map<string, string> {
  const parts = text.split(/^## --([a-z-]+)$/m);
  return new Map(
    Array.from({ length: (parts.length - 1) / 2 }, (_, index) => [
      parts[2 * index + 1] ?? "",
      (parts[2 * index + 2] ?? "").trim(),
    ]),
  );
}
