// Reads a PowerShell script and tells, as JSON, whether it has mistakes in its syntax, its commands and its
// strings. A program of its own, because the grammar is imported as bytes, which takes --unstable-raw-imports.

import grammar from "tree-sitter-powershell/tree-sitter-powershell.wasm" with { type: "bytes" };
import { Language, Parser } from "web-tree-sitter";

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));
const { rootNode } = parser.parse(Deno.readTextFileSync(Deno.args[0] ?? ""));
const textsOf = (type) => rootNode.descendantsOfType(type).map(({ text }) => text);
console.log(JSON.stringify({
  hasError: rootNode.hasError,
  commands: textsOf("command_name"),
  strings: textsOf("verbatim_string_characters"),
  keys: textsOf("key_expression"),
}));
