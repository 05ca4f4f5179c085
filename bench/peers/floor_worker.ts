/** What a worker of the floor answers, and where. */
export interface FloorPlan {
  readonly port: number;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;
  /** The file that the body is in; an empty one stands for no body. */
  readonly body: string;
}

addEventListener("message", (event: Event) => {
  const { port, status, fields, body } = (event as MessageEvent<FloorPlan>).data;
  const bytes = Deno.readFileSync(body);
  const content = bytes.byteLength === 0 ? null : bytes;
  const init = { status, headers: fields };
  Deno.serve(
    { hostname: "127.0.0.1", port, reusePort: true, onListen: () => {} },
    () => new Response(content, init),
  );
});
