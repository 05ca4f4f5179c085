import project from "../../deno.json" with { type: "json" };
import { EXAMPLES } from "./help.ts";
import { GROUPS, OPTIONS, type OptionSpec } from "../config/options.ts";

const SPECS: readonly OptionSpec<unknown>[] = Object.values(OPTIONS);

/** The text of `--man`: a page for man(1), in the man macros of roff, from the table of options. */
export function manPage(): string {
  return `.TH PLINTH 1 "" "plinth ${project.version}" "User Commands"
.SH NAME
plinth \\- serve a folder over HTTP: sandboxed, correct, fast
.SH SYNOPSIS
.B plinth
.RI [ OPTIONS ]
.RI [ DIR ]
.RI [ PORT ]
.SH DESCRIPTION
Plinth serves the folder
.I DIR
to browsers and programs.
The code that meets the network runs in workers that may read that folder and nothing else.
Without
.I DIR
it serves its own manual; nothing of yours is served until you name it.
A bare number is the port; a folder named by a number is written
.IR ./8080 .
.PP
A short option's value may be joined to it; a long one's may follow a space or an equals sign.
A value in brackets is optional, and follows an equals sign only.
${GROUPS.map(groupSection).join("")}.SH EXAMPLES
${EXAMPLES.map(example).join("")}${ENDING}`;
}

const ENDING = `.SH SIGNALS
.TP
.BR SIGINT ", " SIGTERM
Stop accepting, finish what is in flight within the grace period, and end.
A second one, more than half a second later, ends it at once.
.TP
.B SIGHUP
Take up changed settings and certificates, and open the log file anew.
When it comes because the terminal went away, stop.
.SH ENVIRONMENT
.TP
.B PORT
The port when none is given.
.TP
.B NO_COLOR
When set, no colours are used.
.TP
.B DEBUG
When it is or lists
.IR plinth ,
errors have stack traces and more is told.
.SH EXIT STATUS
.TP
.B 0
A clean stop.
.TP
.B 1
It can not run, as when the port is in use; or it was told twice to stop.
.TP
.B 2
A wrong command line or settings file.
.SH FILES
In the root of the folder, never served:
.I _headers
and
.I _redirects
(rules),
.I plinth.json
and
.I serve.json
(settings, read only when named).
`;

function groupSection(group: string): string {
  const specs = SPECS.filter((spec) => spec.group === group);
  return `.SH OPTIONS: ${group.toUpperCase()}\n${specs.map(option).join("")}`;
}

function option(spec: OptionSpec<unknown>): string {
  const { name, short, aliases = [], placeholder, help, defaultText } = spec;
  const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].concat(
    aliases.map((alias) => `--${alias}`),
  );
  const shown = names.map((each) => `\\fB${escapeRoff(each)}\\fR`).join(", ");
  const placeholder = placeholder === undefined
    ? ""
    : `${placeholder.startsWith("[=") ? "" : " "}\\fI${escapeRoff(placeholder)}\\fR`;
  const initial = defaultText === undefined ? "" : `\nDefault: ${escapeRoff(defaultText)}.`;
  return `.TP\n${shown}${placeholder}\n${sentence(escapeRoff(help))}${initial}\n`;
}

function example([command, meaning]: readonly [string, string]): string {
  return `.TP\n.B ${escapeRoff(command)}\n${sentence(escapeRoff(meaning))}\n`;
}

function sentence(text: string): string {
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  // A control character at the start of a line would be a request.
  return line.replace(/^['.]/, "\\&$&");
}

/** Backslashes and hyphens have a meaning; a hyphen of an option has to stay one that can be copied. */
function escapeRoff(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}
