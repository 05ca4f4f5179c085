import { checkHost, type HostPolicy } from "../http/host.ts";
import type { AdminHandler } from "./admin_server.ts";
import { ADMIN_ENDPOINTS, type AdminEndpoint, type AdminReply } from "./messages.ts";

/** Time after which the supervisor counts as stuck, in milliseconds. */
const TIMEOUT = 5_000;

const INDEX = ADMIN_ENDPOINTS.map((endpoint) => `/${endpoint}\n`).join("");

/**
 * Returns the request handler of the admin listener.
 *
 * @param getReply Gets a reply from the supervisor.
 * @param policy Prevents web pages from reading a loopback address through DNS rebinding.
 * @param timeout Limit for a reply, in milliseconds.
 */
export function createAdminHandler(
  getReply: (endpoint: AdminEndpoint) => Promise<AdminReply>,
  policy: HostPolicy,
  timeout: number = TIMEOUT,
): AdminHandler {
  return async (request) => {
    const rejection = rejectRequest(request, policy);
    if (rejection !== undefined) return rejection;
    const { pathname } = new URL(request.url);
    if (pathname === "/") return plain(200, INDEX);
    const endpoint = ADMIN_ENDPOINTS.find((candidate) => pathname === `/${candidate}`);
    if (endpoint === undefined) return plain(404, `not found; the endpoints are\n${INDEX}`);
    const reply = await withTimeout(getReply(endpoint), timeout);
    return plain(reply.status, reply.text, { "content-type": reply.contentType });
  };
}

function rejectRequest(
  request: Pick<Request, "method" | "url" | "headers">,
  policy: HostPolicy,
): Response | undefined {
  const check = checkHost(request.headers.get("host"), request.url, policy);
  if (check.kind === "invalid") return plain(400, "the request needs a valid Host field\n");
  if (check.kind === "misdirected") return plain(421, "this listener has another name\n");
  if (request.method === "GET" || request.method === "HEAD") return undefined;
  return plain(405, "only GET and HEAD are allowed\n", { allow: "GET, HEAD" });
}

async function withTimeout(reply: Promise<AdminReply>, timeout: number): Promise<AdminReply> {
  const late = Promise.withResolvers<AdminReply>();
  const timer = setTimeout(() => {
    late.resolve({ status: 503, contentType: PLAIN, text: "the supervisor does not answer\n" });
  }, timeout);
  try {
    return await Promise.race([reply, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

const PLAIN = "text/plain; charset=utf-8";

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
