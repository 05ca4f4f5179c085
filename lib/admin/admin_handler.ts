import { checkHost } from "../http/host.ts";
import { type Question, QUESTIONS, type Reply } from "./messages.ts";
import type { HostPolicy } from "../http/host.ts";

/** How long the supervisor may take to answer, in milliseconds, before it counts as stuck. */
const PATIENCE = 5_000;

const INDEX = QUESTIONS.map((question) => `/${question}\n`).join("");

/**
 * Makes the function that answers the admin listener's requests.
 *
 * @param ask Asks the supervisor.
 * @param policy Keeps a web page from reading what is said on a loopback address.
 */
export function createAdminHandler(
  ask: (question: Question) => Promise<Reply>,
  policy: HostPolicy,
  patience: number = PATIENCE,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const refusal = refuse(request, policy);
    if (refusal !== undefined) return refusal;
    const { pathname } = new URL(request.url);
    if (pathname === "/") return plain(200, INDEX);
    const question = QUESTIONS.find((candidate) => pathname === `/${candidate}`);
    if (question === undefined) return plain(404, `not found; there are\n${INDEX}`);
    const reply = await inTime(ask(question), patience);
    return plain(reply.status, reply.text, { "content-type": reply.contentType });
  };
}

function refuse(request: Request, policy: HostPolicy): Response | undefined {
  const check = checkHost(request.headers.get("host"), request.url, policy);
  if (check.kind === "invalid") return plain(400, "the request needs a valid Host field\n");
  if (check.kind === "misdirected") return plain(421, "not a name of this listener\n");
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  return plain(405, "this listener knows GET and HEAD\n", { allow: "GET, HEAD" });
}

async function inTime(reply: Promise<Reply>, patience: number): Promise<Reply> {
  const late = Promise.withResolvers<Reply>();
  const timer = setTimeout(() => {
    late.resolve({ status: 503, contentType: PLAIN, text: "the supervisor does not answer\n" });
  }, patience);
  try {
    return await Promise.race([reply, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const PLAIN = "text/plain; charset=utf-8";

/** A response to a HEAD gets its body denied by the runtime. */
function plain(status: number, text: string, fields: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: {
      "content-type": PLAIN,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...fields,
    },
  });
}
