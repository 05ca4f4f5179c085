import type { CertificateFiles } from "./peer.ts";

/** What a worker of the floor answers, and where. */
export interface FloorPlan {
  readonly port: number;
  readonly source:
    | {
      readonly kind: "constant";
      readonly status: number;
      readonly fields: Readonly<Record<string, string>>;
      /** The file that the body is in; an empty one stands for no body. */
      readonly body: string;
    }
    /** The folder that is served. */
    | { readonly kind: "disk"; readonly root: string };
  /** Where there is HTTPS. */
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

/** What a constant has no use for is not loaded: Node's modules alone take longer than all else of a start. */
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
  // It has no parameter, so the runtime does not even make the request.
  return () => new Response(content, init);
}
