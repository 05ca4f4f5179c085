import type { RequestHandler } from "../handler/serve_requests.ts";
import type { Gate } from "./gate.ts";

/**
 * Makes the handler of the server behind the gate. A request's client is the one whose connection it came by;
 * what comes by a connection that is not the gate's own, from another program on this machine, is refused.
 *
 * @param redirect Answers those that came by plain HTTP where there is HTTPS.
 */
export function createUpstreamHandler(
  gate: Gate,
  handler: RequestHandler,
  redirect: RequestHandler,
): (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response> {
  return (request, info) => {
    const { remoteAddr } = info;
    const connection = "port" in remoteAddr ? gate.findByPort(remoteAddr.port) : undefined;
    if (connection === undefined) return new Response(null, { status: 403 });
    const { activity, peer } = connection;
    activity.beginRequest(performance.now());
    const end = () => activity.endRequest(performance.now());
    info.completed.then(end, end);
    return (connection.redirectsToHttps ? redirect : handler)(request, peer);
  };
}
