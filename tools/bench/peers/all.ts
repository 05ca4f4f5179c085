import { caddy } from "./caddy.ts";
import { floor } from "./floor.ts";
import { lighttpd } from "./lighttpd.ts";
import { nginx } from "./nginx.ts";
import { httpServer, serve, sirv } from "./npm.ts";
import type { Peer } from "./peer.ts";
import { plinth } from "./plinth.ts";
import { python } from "./python.ts";

/** All servers, in the order of each round. Plinth is first, since the floor copies its response. */
export const PEERS: readonly Peer[] = [
  plinth,
  floor,
  nginx,
  lighttpd,
  caddy,
  sirv,
  serve,
  httpServer,
  python,
];
