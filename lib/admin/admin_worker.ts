// The admin worker: serves /healthz, /readyz and /metrics on their own address. Its only permission is to listen
// there; the supervisor computes the replies.

import { isLoopbackAddress } from "../util/ip.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { PendingRequests } from "../util/pending_requests.ts";
import { createAdminHandler } from "./admin_handler.ts";
import { AdminServer } from "./admin_server.ts";
import type { AdminEndpoint, AdminReply, FromAdmin, ToAdmin } from "./messages.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToAdmin>) => void;
  postMessage(message: FromAdmin): void;
};

const pending = new PendingRequests<AdminReply>();

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "start":
      return listen(data.address);
    case "reply":
      return pending.resolve(data.id, data.reply);
  }
};

function request(endpoint: AdminEndpoint): Promise<AdminReply> {
  return pending.send((id) => scope.postMessage({ kind: "request", id, endpoint }));
}

function listen({ hostname, port }: ListenAddress): void {
  const policy = { port, loopbackOnly: isLoopbackAddress(hostname), allowed: [] };
  try {
    const server = new AdminServer(hostname, port, createAdminHandler(request, policy));
    scope.postMessage({ kind: "listening", port: server.port });
    server.run();
  } catch (error) {
    scope.postMessage({ kind: "failed", reason: (error as Error).message });
  }
}
