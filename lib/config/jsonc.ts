import type { Node, ParseError } from "jsonc-parser";
import type { Diagnostic } from "../rules/diagnostic.ts";
import { SettingsError } from "./settings_error.ts";

/** Path of a value within a JSON document: member names and element indices. */
export type JsonPath = readonly (string | number)[];

/** The value of a JSON text with comments, and the positions of its parts. */
export interface JsonDocument {
  readonly value: unknown;
  /** Returns a diagnostic at the position of a value, or of the member's name if `atName` is set. */
  diagnosticAt(path: JsonPath, problem: string, advice: string, atName?: boolean): Diagnostic;
}

/** What to do about each of the parser's errors. */
const ADVICE: Readonly<Record<string, string>> = {
  InvalidSymbol: 'put double quotes around names and strings, as in "port": 8080',
  InvalidNumberFormat: "write a number such as 8080 or 0.5",
  PropertyNameExpected: 'write a name in double quotes, such as "port"',
  ValueExpected:
    "write a value: a string in double quotes, a number, true, false, null, [...] or {...}",
  ColonExpected: "put a colon between the name and its value",
  CommaExpected: "put a comma before this",
  CloseBraceExpected: "end the object with }",
  CloseBracketExpected: "end the array with ]",
  EndOfFileExpected: "remove the text after the closing }",
  InvalidCommentToken: "write comments as // ... or /* ... */",
  UnexpectedEndOfComment: "end the comment with */",
  UnexpectedEndOfString: "end the string with a double quote, on the same line",
  UnexpectedEndOfNumber: "write a number such as 8080 or 0.5",
  InvalidUnicode: "write four hexadecimal digits after \\u",
  InvalidEscapeCharacter: 'use one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
  InvalidCharacter: "write control characters as \\uXXXX",
};

/**
 * Parses JSON with comments and trailing commas.
 *
 * @param file Name of the file, for messages.
 * @throws {SettingsError} For the first syntax error, or for all duplicate member names.
 */
export async function parseJsonc(text: string, file: string): Promise<JsonDocument> {
  // Imported lazily, because loading it takes longer than the rest of the startup.
  const { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } = await import(
    "jsonc-parser"
  );
  const plain = text.replace(/^\ufeff/, "");
  const errors: ParseError[] = [];
  const tree = parseTree(plain, errors, { allowTrailingComma: true });
  function at(offset: number, problem: string, advice: string): Diagnostic {
    return { file, ...positionAt(plain, offset), problem, advice };
  }
  if (errors.length > 0 || tree === undefined) {
    // Later errors are mostly consequences of the first one.
    const [{ error, offset } = { error: 4, offset: 0 }] = errors;
    const code = printParseErrorCode(error);
    throw new SettingsError([
      at(offset, "this is not valid JSON", ADVICE[code] ?? "correct the syntax"),
    ]);
  }
  const duplicates = duplicateNames(tree).map((name) =>
    at(name.offset, `"${name.value}" is set twice`, "remove one of them")
  );
  if (duplicates.length > 0) throw new SettingsError(duplicates);
  return {
    value: getNodeValue(tree),
    diagnosticAt(path, problem, advice, atName = false) {
      const node = findNodeAtLocation(tree, [...path]) ?? tree;
      const name = atName ? node.parent?.children?.[0] : undefined;
      return at((name ?? node).offset, problem, advice);
    },
  };
}

function duplicateNames(node: Node): Node[] {
  const children = node.children ?? [];
  const names = node.type !== "object"
    ? []
    : children.flatMap(({ children: [name] = [] }) => name === undefined ? [] : [name]);
  const duplicates = names.filter(({ value }, index) =>
    names.findIndex((other) => other.value === value) < index
  );
  return [...duplicates, ...children.flatMap(duplicateNames)];
}

/** Returns the line and column of an offset, both from 1. @param offset In UTF-16 code units. */
function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
