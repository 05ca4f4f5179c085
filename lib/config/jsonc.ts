import type { Node, ParseError } from "jsonc-parser";
import { type Mistake, positionAt, SettingsError } from "./settings_error.ts";

/** The way to a place in a JSON value: names of members and indices of elements. */
export type JsonPath = readonly (string | number)[];

/** What a JSON text with comments says, and where it says it. */
export interface JsonDocument {
  readonly value: unknown;
  /** A mistake at a place; one at the member's name when `atName` is set. */
  diagnosticAt(path: JsonPath, problem: string, advice: string, atName?: boolean): Mistake;
}

/** What the parser's codes mean to whoever wrote the file. */
const ADVICE: Readonly<Record<string, string>> = {
  InvalidSymbol: 'double quotes around names and texts, as in "port": 8080',
  InvalidNumberFormat: "a number as 8080 or 0.5",
  PropertyNameExpected: 'a name in double quotes, as "port"',
  ValueExpected: "a value: a text in double quotes, a number, true, false, null, [...] or {...}",
  ColonExpected: "a colon between the name and its value",
  CommaExpected: "a comma between this and what stands before it",
  CloseBraceExpected: "a } at the end of the object",
  CloseBracketExpected: "a ] at the end of the list",
  EndOfFileExpected: "nothing after the closing }",
  InvalidCommentToken: "comments as // ... or /* ... */",
  UnexpectedEndOfComment: "a comment that begins with /* ends with */",
  UnexpectedEndOfString: "double quotes around the text, on one line",
  UnexpectedEndOfNumber: "a number as 8080 or 0.5",
  InvalidUnicode: "four hexadecimal digits after \\u",
  InvalidEscapeCharacter: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
  InvalidCharacter: "control characters written as \\uXXXX",
};

/**
 * Parses JSON with comments and trailing commas.
 *
 * @param file Its name in messages.
 * @throws {SettingsError} For each mistake in the syntax, and for a name that comes twice.
 */
export async function parseJsonc(text: string, file: string): Promise<JsonDocument> {
  // Loaded when it is needed: it takes longer to load than all the rest of a start.
  const { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } = await import(
    "jsonc-parser"
  );
  const plain = text.replace(/^\ufeff/, "");
  const errors: ParseError[] = [];
  const tree = parseTree(plain, errors, { allowTrailingComma: true });
  function at(offset: number, problem: string, advice: string): Mistake {
    return { file, ...positionAt(plain, offset), problem, advice };
  }
  if (errors.length > 0 || tree === undefined) {
    // What follows the first one is mostly its echo.
    const [{ error, offset } = { error: 4, offset: 0 }] = errors;
    const code = printParseErrorCode(error);
    throw new SettingsError([at(offset, "this is not JSON", ADVICE[code] ?? "valid JSON")]);
  }
  const twice = repeatedNames(tree).map((name) =>
    at(name.offset, `"${name.value}" is here twice`, "once")
  );
  if (twice.length > 0) throw new SettingsError(twice);
  return {
    value: getNodeValue(tree),
    diagnosticAt(path, problem, advice, atName = false) {
      const node = findNodeAtLocation(tree, [...path]) ?? tree;
      const name = atName ? node.parent?.children?.[0] : undefined;
      return at((name ?? node).offset, problem, advice);
    },
  };
}

function repeatedNames(node: Node): Node[] {
  const children = node.children ?? [];
  const names = node.type !== "object"
    ? []
    : children.flatMap(({ children: [name] = [] }) => name === undefined ? [] : [name]);
  const repeated = names.filter(({ value }, index) =>
    names.findIndex((other) => other.value === value) < index
  );
  return [...repeated, ...children.flatMap(repeatedNames)];
}
