import { Counters } from "../metrics/counters.ts";
import type { LoginAttempt, Verdict } from "../auth/messages.ts";
import { PendingRequests } from "../util/pending_requests.ts";
import type { Config, SiteConfig } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { fileSystemOf } from "../files/embedded.ts";
import type { FileSystem } from "../files/file_system.ts";
import { LiveHub } from "../live/hub.ts";
import { createLogFormatter, includesDuration } from "../log/access_log.ts";
import { LineBuffer } from "../log/line_buffer.ts";
import { keepFreedMemory } from "../runtime/malloc.ts";
import type { FromWorker, StartMessage } from "./messages.ts";
import { reportOnce } from "../util/report_once.ts";
import type { Observer } from "../handler/request_log.ts";
import {
  createHandler,
  createRequestHandler,
  type RequestHandler,
} from "../handler/serve_requests.ts";
import { createWorkerCaches, type WorkerCaches } from "../handler/worker_caches.ts";
import { createSite, type Site } from "../handler/site.ts";
import type { Certificate } from "../tls/certificate.ts";
import { createAddressMatcher } from "../http/client_address.ts";
import { WorkerBudget } from "../http/worker_budget.ts";
import { chooseFormat } from "../http/accept.ts";
import { type RedirectPolicy, redirectToHttps } from "../http/https_redirect.ts";
import type { Reply } from "../http/reply.ts";
import type { SiteFields } from "../http/reply_head.ts";
import { errorAnswer } from "../handler/generated_error.ts";
import type { RequestHead } from "../http/request_head.ts";

/** Fields of every redirect from plain HTTP. */
const REDIRECT_FIELDS: SiteFields = {
  single: { "x-content-type-options": "nosniff" },
  cookies: [],
};

/** Handles the requests of a worker. */
export class RequestService {
  /** Handles a request with the current configuration. */
  handle: RequestHandler;
  /** Certificate in use; undefined without TLS. */
  certificate: Certificate | undefined;
  /** Undefined if metrics are off. */
  readonly counters: Counters | undefined;
  /** Notifies pages of changes. Connected pages stay connected when the configuration changes. */
  readonly live: LiveHub | undefined;
  /** Login attempts sent to the supervisor. */
  readonly logins = new PendingRequests<Verdict>();
  /** Limits the response bodies that clients have not read. */
  readonly budget: WorkerBudget;
  readonly #address: ListenAddress;
  readonly #config: Config;
  readonly #log: LineBuffer;
  readonly #send: (message: FromWorker) => void;

  /**
   * @param address The address that the runtime's server listens on.
   * @param send Sends a message to the supervisor.
   */
  constructor(start: StartMessage, address: ListenAddress, send: (message: FromWorker) => void) {
    keepFreedMemory();
    const { config, gate, run, counters } = start;
    this.#address = address;
    this.#config = config;
    this.#send = send;
    this.budget = new WorkerBudget((text) => send({ kind: "report", text }));
    this.#log = new LineBuffer((lines) => send({ kind: "log", lines }));
    this.certificate = gate?.certificate;
    this.counters = counters && new Counters(counters);
    this.live = config.site.live ? new LiveHub(run, config.gate?.writeTimeout) : undefined;
    this.handle = this.#createHandler(config);
  }

  /** Applies a configuration to new requests. Requests in flight keep the previous one. */
  configure(config: Config): void {
    this.handle = this.#createHandler(config);
  }

  /** Returns the handler that redirects plain HTTP to HTTPS. */
  createRedirectHandler(port: number, httpsPort: number): RequestHandler {
    // Computed per request: a new certificate may have other names.
    const policy = () => ({ port, names: this.certificate?.names ?? [], httpsPort });
    const reply = (head: RequestHead) => Promise.resolve(redirectReply(policy(), head));
    const observer = this.#createObserver(this.#config);
    return createHandler({ reply, fields: REDIRECT_FIELDS }, observer, this.budget);
  }

  /** Sends the buffered log lines. */
  flush(): void {
    this.#log.flush();
  }

  #verify(attempt: LoginAttempt): Promise<Verdict> {
    return this.logins.send((id) => this.#send({ kind: "verify", id, attempt }));
  }

  #createHandler(config: Config): RequestHandler {
    const onMisdirected = reportOnce((name) => this.#send({ kind: "misdirected", name }));
    const cachesOf = new Map<FileSystem, WorkerCaches>();
    const makeSite = (site: SiteConfig, hosts?: ReadonlyMap<string, Site>) => {
      const fileSystem = fileSystemOf(site.root);
      const caches = cachesOf.get(fileSystem) ?? createWorkerCaches(this.counters);
      cachesOf.set(fileSystem, caches);
      return createSite({
        config: site,
        address: this.#address,
        fileSystem,
        onMisdirected,
        caches,
        verify: (attempt) => this.#verify(attempt),
        hosts,
        live: this.live,
      });
    };
    const hosts = config.hosts.flatMap(({ names, site }) => {
      const host = makeSite(site);
      return names.map((name) => [name, host] as const);
    });
    const site = makeSite(config.site, hosts.length === 0 ? undefined : new Map(hosts));
    return createRequestHandler(site, this.#createObserver(config), this.budget);
  }

  #createObserver(config: Config): Observer {
    const format = config.logFormat === undefined
      ? undefined
      : createLogFormatter(config.logFormat, config.colors);
    return {
      log: format && ((entry) => this.#log.add(format(entry))),
      logsDurations: config.logFormat !== undefined && includesDuration(config.logFormat),
      counters: this.counters,
      report: (text) => this.#send({ kind: "report", text }),
      debug: config.debug,
      isTrusted: config.trustProxy.length === 0
        ? undefined
        : createAddressMatcher(config.trustProxy),
    };
  }
}

function redirectReply(policy: RedirectPolicy, request: RequestHead): Reply {
  const decision = redirectToHttps(request.host, request.url, policy);
  const format = chooseFormat(request.field("accept"));
  switch (decision.kind) {
    case "invalid":
      return errorAnswer(400, format, { message: "The request needs a valid Host field." });
    case "misdirected":
      return errorAnswer(421, format, {
        message: "This server's certificate is not for that name.",
        subject: decision.name,
      });
    case "redirect":
      return {
        status: 308,
        // Without this, browsers cache a 308 indefinitely, even when the port later serves something else.
        fields: { location: decision.location, "cache-control": "no-cache" },
        body: { kind: "bytes", bytes: new Uint8Array() },
      };
  }
}
