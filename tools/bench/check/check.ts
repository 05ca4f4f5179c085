import { largeBlock } from "../fixtures/large_file.ts";
import { MANY, manyPath } from "../fixtures/sites.ts";
import type { ConstantAnswer } from "../peers/peer.ts";
import { type RawResponse, readAll, send, type Where } from "./client.ts";
import { checkListing } from "./listing.ts";
import type { Expectation, RequestSpec } from "./request.ts";
import { decode } from "./coding.ts";
import { expectEqual, expectSame, WrongAnswer } from "./wrong_answer.ts";

/** Options of a check. */
export interface CheckOptions extends Where {
  /** Directory that it serves. */
  readonly root: string;
  /** Of many files, only every `step`th is requested. */
  readonly step: number;
}

/** Fields that depend on the connection or on the server. */
const OWN_FIELDS = new Set(["date", "connection", "keep-alive", "transfer-encoding", "server"]);

/**
 * Returns the fields of the measured requests. Conditional requests get both validators of the file, as browsers send
 * them.
 */
export async function prepareFields(
  where: Where,
  request: RequestSpec,
): Promise<Record<string, string>> {
  if (request.expect.kind !== "notModified") return { ...request.fields };
  const { fields, body } = await send(where, request);
  await readAll(body);
  const { etag, "last-modified": modified } = fields;
  return {
    ...request.fields,
    ...(etag === undefined ? {} : { "if-none-match": etag }),
    ...(modified === undefined ? {} : { "if-modified-since": modified }),
  };
}

/**
 * Checks a response: status, length and every byte.
 *
 * @param fields Request fields from {@linkcode prepareFields}.
 * @returns The response; undefined for many files or a response of more than 1 MiB.
 * @throws {WrongAnswer} If the response is wrong.
 */
export async function check(
  request: RequestSpec,
  fields: Readonly<Record<string, string>>,
  options: CheckOptions,
): Promise<ConstantAnswer | undefined> {
  const { expect } = request;
  if (expect.kind === "many") return void await checkMany(options);
  const response = await send(options, request, fields);
  if (expect.kind === "large") {
    await checkLarge(response, expect.start, expect.end);
    if (expect.end - expect.start > 1024 * 1024) return undefined;
    const again = await send(options, request, fields);
    return constantAnswer(again, await readAll(again.body));
  }
  const body = await readAll(response.body);
  checkAnswer(response, body, expect, options.root);
  return constantAnswer(response, body);
}

function checkAnswer(
  { status, fields }: RawResponse,
  body: Uint8Array,
  expect: Exclude<Expectation, { kind: "large" | "many" }>,
  root: string,
): void {
  const file = "file" in expect ? Deno.readFileSync(`${root}/${expect.file}`) : new Uint8Array();
  const statuses = { notModified: 304, notFound: 404 } as Record<string, number>;
  expectEqual("status", status, statuses[expect.kind] ?? 200);
  const length = fields["content-length"];
  const announced = expect.kind === "head" ? file.byteLength : body.byteLength;
  if (length !== undefined && expect.kind !== "notModified") {
    expectEqual("content-length", Number(length), announced);
  }
  switch (expect.kind) {
    case "file":
      expectEqual("content-encoding", fields["content-encoding"] ?? "none", "none");
      return expectSame(body, file);
    case "head":
      return expectEqual("content-length", length, `${file.byteLength}`);
    case "notModified":
      return expectEqual("length", body.byteLength, 0);
    case "notFound":
      return;
    case "sidecar":
      expectEqual("content-encoding", fields["content-encoding"], "br");
      return expectSame(body, Deno.readFileSync(`${root}/${expect.file}.br`));
    case "compressed":
      return expectSame(decode(body, fields["content-encoding"]), file);
    case "listing":
      return checkListing(body, expect.entries);
  }
}

async function checkLarge(response: RawResponse, start: number, end: number): Promise<void> {
  expectEqual("status", response.status, start === 0 ? 200 : 206);
  expectEqual("content-length", response.fields["content-length"], `${end - start}`);
  let position = start;
  for await (const chunk of response.body) {
    for (let offset = 0; offset < chunk.byteLength;) {
      const expected = largeBlock(position).subarray(0, chunk.byteLength - offset);
      expectSame(chunk.subarray(offset, offset + expected.byteLength), expected);
      offset += expected.byteLength;
      position += expected.byteLength;
    }
  }
  expectEqual("length", position - start, end - start);
}

async function checkMany({ root, step, ...where }: CheckOptions): Promise<void> {
  for (let number = 0; number < MANY; number += step) {
    const path = manyPath(number);
    const response = await send(where, { path });
    const body = await readAll(response.body);
    checkAnswer(response, body, { kind: "file", file: path }, root);
  }
}

function constantAnswer(response: RawResponse, body: Uint8Array<ArrayBuffer>): ConstantAnswer {
  const kept = Object.entries(response.fields).filter(([name]) => !OWN_FIELDS.has(name));
  return { status: response.status, fields: Object.fromEntries(kept), body };
}

export { WrongAnswer };
