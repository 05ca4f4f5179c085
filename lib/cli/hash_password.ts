import { type Algorithm, ALGORITHMS, hashPassword } from "../auth/password_hash.ts";
import { UsageError } from "../util/errors.ts";

/** Maximum length of a password, in bytes. */
const MAX_LENGTH = 1024;

const USAGE = `plinth hash-password [USER] [--algorithm=${ALGORITHMS.join("|")}]`;

const HELP =
  `Prints a password hash for an htpasswd file or --auth. Reads the password from the terminal
without echo, or from the first line of stdin; it can't be given on the command line.

Usage: ${USAGE}
`;

/**
 * Runs the command `hash-password`: reads a password and hashes it.
 *
 * @returns The text to print: `HASH` or `USER:HASH`.
 * @throws {UsageError} For an invalid command line or password.
 */
export async function hashPasswordCommand(args: readonly string[]): Promise<string> {
  if (args.includes("--help") || args.includes("-h")) return HELP;
  const { user, algorithm } = readArguments(args);
  const password = Deno.stdin.isTerminal() ? await askTwice() : await readFirstLine();
  try {
    const hash = await hashPassword(password, algorithm);
    return `${user === undefined ? "" : `${user}:`}${hash}\n`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const advice = password.length === 0
      ? "enter a password"
      : "use a shorter one, or --algorithm=argon2id";
    throw new UsageError(error.message, advice);
  }
}

function readArguments(args: readonly string[]): { user?: string; algorithm: Algorithm } {
  let algorithm: Algorithm = "argon2id";
  const names: string[] = [];
  for (const arg of args) {
    const value = /^--algorithm=(.*)$/s.exec(arg)?.[1];
    const known = ALGORITHMS.find((one) => one === value);
    if (known !== undefined) algorithm = known;
    else if (arg.startsWith("-")) throw new UsageError(`unknown option ${arg}`, `use ${USAGE}`);
    else names.push(arg);
  }
  const [user] = names;
  if (names.length > 1) throw new UsageError("there is more than one user name", `use ${USAGE}`);
  // deno-lint-ignore no-control-regex -- RFC 7617 forbids control characters in a user-id
  if (user !== undefined && (user === "" || /[:\u0000-\u001f\u007f]/.test(user))) {
    throw new UsageError(
      `"${user}" can't be a user name`,
      "leave out colons and control characters",
    );
  }
  return { algorithm, ...(user !== undefined && { user }) };
}

async function readFirstLine(): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(MAX_LENGTH + 2);
  let length = 0;
  while (length < bytes.length && !bytes.subarray(0, length).includes(0x0a)) {
    const count = await Deno.stdin.read(bytes.subarray(length));
    if (count === null) break;
    length += count;
  }
  const end = bytes.subarray(0, length).indexOf(0x0a);
  const line = bytes.slice(0, end < 0 ? length : end);
  const hasCarriageReturn = line.at(-1) === 0x0d;
  const password = hasCarriageReturn ? line.slice(0, -1) : line;
  if (password.length <= MAX_LENGTH) return password;
  throw new UsageError("the password is too long", `the limit is ${MAX_LENGTH} bytes`);
}

async function askTwice(): Promise<Uint8Array<ArrayBuffer>> {
  const first = await ask("Password: ");
  const second = await ask("Repeat password: ");
  if (first === second) return new TextEncoder().encode(first);
  throw new UsageError("the passwords do not match", "try again");
}

/** Reads a line from the terminal in raw mode, so that it is not echoed. */
async function ask(prompt: string): Promise<string> {
  Deno.stderr.writeSync(new TextEncoder().encode(prompt));
  Deno.stdin.setRaw(true);
  try {
    return await readHidden();
  } finally {
    Deno.stdin.setRaw(false);
    Deno.stderr.writeSync(new TextEncoder().encode("\r\n"));
  }
}

async function readHidden(): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256);
  let typed: string[] = [];
  for (;;) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) return typed.join("");
    for (const char of decoder.decode(buffer.subarray(0, count), { stream: true })) {
      switch (char) {
        case "\r":
        case "\n":
        case "\u0004":
          return typed.join("");
        case "\u0003":
          throw new UsageError("cancelled", "no hash was printed");
        case "\u007f":
        case "\b":
          typed = typed.slice(0, -1);
          break;
        case "\u0015":
          typed = [];
          break;
        default:
          typed.push(char);
      }
      if (typed.length > MAX_LENGTH) {
        throw new UsageError("the password is too long", `the limit is ${MAX_LENGTH} bytes`);
      }
    }
  }
}
