import { GROUPS, OPTIONS, type OptionSpec } from "../../lib/config/options.ts";

const ENTRIES = Object.entries(OPTIONS) as [string, OptionSpec<unknown>][];

/**
 * Returns the reference of all options, in Markdown: the table of options with the details of each.
 *
 * @param details Markdown with a section `## --name` for each option that needs details.
 * @throws {Error} If a section names an unknown option.
 */
export function optionsReference(details: string): string {
  const sections = readSections(details);
  const unknown = [...sections.keys()].find((name) =>
    !ENTRIES.some(([, spec]) => spec.name === name)
  );
  if (unknown !== undefined) {
    throw new Error(`tools/manual/options.md describes --${unknown}, which is not an option`);
  }
  return GROUPS.map((group) => {
    const specs = ENTRIES.filter(([, spec]) => spec.group === group);
    return `## ${group}\n\n${
      specs.map(([key, spec]) => optionSection(key, spec, sections.get(spec.name))).join("\n")
    }`;
  }).join("\n");
}

function optionSection(key: string, spec: OptionSpec<unknown>, detail = ""): string {
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

/** Whether the settings file accepts the option. */
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
