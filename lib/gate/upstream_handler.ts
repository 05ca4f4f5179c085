import type { RequestHandler } from "../handler/serve_requests.ts";
import type { Connection } from "./connection.ts";
import type { Gate } from "./gate.ts";
import { LOOPBACK } from "./upstream.ts";

/**
 * Returns the upstream's request handler. It looks up the client's connection by the port of the connection to the
 * upstream. A request over any other connection comes from another program on this machine and gets 403: other loopback
 * addresses, such as 127.0.0.2, can have the same port.
 *
 * @param redirect Handles requests over plain HTTP if HTTPS is on.
 */
export function createUpstreamHandler(
  gate: Gate,
  handler: RequestHandler,
  redirect: RequestHandler,
): (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response> {
  return (request, info) => {
    const connection = findConnection(gate, info.remoteAddr);
    if (connection === undefined) return new Response(null, { status: 403 });
    const { activity, peer } = connection;
    activity.beginRequest(performance.now());
    const end = () => activity.endRequest(performance.now());
    info.completed.then(end, end);
    return (connection.redirectsToHttps ? redirect : handler)(request, peer);
  };
}

function findConnection(gate: Gate, address: Deno.Addr): Connection | undefined {
  if (address.transport !== "tcp" || address.hostname !== LOOPBACK) return undefined;
  return gate.findByPort(address.port);
}
