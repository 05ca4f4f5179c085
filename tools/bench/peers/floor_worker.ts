import type { CertificateFiles } from "./peer.ts";

/** Listening address and response of a floor worker. */
export interface FloorPlan {
  readonly port: number;
  readonly source:
    | {
      readonly kind: "constant";
      readonly status: number;
      readonly fields: Readonly<Record<string, string>>;
      /** File with the body; an empty file means no body. */
      readonly body: string;
    }
    /** Directory to serve. */
    | { readonly kind: "disk"; readonly root: string };
  /** Set for HTTPS. */
  readonly certificate: CertificateFiles | undefined;
}

addEventListener("message", async (event: Event) => {
  const { port, source, certificate } = (event as MessageEvent<FloorPlan>).data;
  const answer = await createAnswer(source);
  const common = { hostname: "127.0.0.1", reusePort: true, onListen: () => {} };
  const server = Deno.serve({ ...common, port: certificate === undefined ? port : 0 }, answer);
  if (certificate === undefined) return;
  const { passOn } = await import("./floor_tls.ts");
  passOn(port, certificate, server.addr.port);
});

/** Loads the disk handler only if needed, since Node's modules take longer than the rest of the start. */
async function createAnswer(
  source: FloorPlan["source"],
): Promise<(request: Request) => Response> {
  if (source.kind === "constant") return constant(source);
  const { readFrom } = await import("./floor_disk.ts");
  return readFrom(source.root);
}

function constant(
  { status, fields, body }: FloorPlan["source"] & { kind: "constant" },
): (request: Request) => Response {
  const bytes = Deno.readFileSync(body);
  const content = bytes.byteLength === 0 ? null : bytes;
  const init = { status, headers: fields };
  // Without a parameter, the runtime does not even create the Request.
  return () => new Response(content, init);
}
