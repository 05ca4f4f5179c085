import { Counters } from "../metrics/counters.ts";
import { Verifier } from "../auth/verifier.ts";
import type { Config, SiteConfig } from "../config/config.ts";
import type { ListenAddress } from "../util/listen_address.ts";
import { fileSystemOf } from "../files/embedded.ts";
import type { FileSystem } from "../files/file_system.ts";
import { createFreshnessClock } from "../files/freshness_clock.ts";
import { LiveHub } from "../live/hub.ts";
import { createLogFormatter, tellsDuration } from "../log/access_log.ts";
import { LineBuffer } from "../log/line_buffer.ts";
import { keepFreedMemory } from "../runtime/malloc.ts";
import type { FromWorker, StartMessage } from "./messages.ts";
import { reportOnce } from "../util/report_once.ts";
import type { Observer } from "../handler/request_log.ts";
import { createRedirectHandler } from "./redirect.ts";
import { createRequestHandler, type RequestHandler } from "../handler/serve_requests.ts";
import { createWorkerCaches, type WorkerCaches } from "../handler/worker_caches.ts";
import { createSite, type Site } from "../handler/site.ts";
import type { Certificate } from "../tls/certificate.ts";
import { createAddressMatcher } from "../http/client_address.ts";

/** What answers the requests that come to a worker. */
export class RequestService {
  /** Answers a request, by the configuration that is in use now. */
  handle: RequestHandler;
  /** The one that is in use; undefined without TLS. */
  certificate: Certificate | undefined;
  /** Where is counted; undefined when nobody wants to know. */
  readonly counters: Counters | undefined;
  /** Tells pages of changes; they go on listening when another configuration is taken up. */
  readonly live: LiveHub | undefined;
  readonly verifier: Verifier;
  readonly #address: ListenAddress;
  readonly #config: Config;
  readonly #log: LineBuffer;
  readonly #tell: (message: FromWorker) => void;

  /**
   * @param address Where the runtime's server listens.
   * @param tell Tells the supervisor.
   */
  constructor(start: StartMessage, address: ListenAddress, tell: (message: FromWorker) => void) {
    keepFreedMemory();
    const { config, gate, run, counters } = start;
    this.#address = address;
    this.#config = config;
    this.#tell = tell;
    this.#log = new LineBuffer((lines) => tell({ kind: "log", lines }));
    this.verifier = new Verifier((id, attempt) => tell({ kind: "verify", id, attempt }));
    this.certificate = gate?.certificate;
    this.counters = counters && new Counters(counters);
    this.live = config.site.live ? new LiveHub(run, config.gate?.writeTimeout) : undefined;
    this.handle = this.#createHandler(config);
  }

  /** Answers by another configuration. Requests that are being answered go on as they began. */
  configure(config: Config): void {
    this.handle = this.#createHandler(config);
  }

  /** Makes the handler for plain HTTP where there is HTTPS. */
  createRedirect(port: number, httpsPort: number): RequestHandler {
    const policy = () => ({ port, names: this.certificate?.names ?? [], httpsPort });
    return createRedirectHandler(policy, this.#createObserver(this.#config));
  }

  /** Sends what has been logged. */
  flush(): void {
    this.#log.flush();
  }

  #createHandler(config: Config): RequestHandler {
    const onMisdirected = reportOnce((name) => this.#tell({ kind: "misdirected", name }));
    const shared = new Map<FileSystem, WorkerCaches>();
    const makeSite = (site: SiteConfig, hosts?: ReadonlyMap<string, Site>) => {
      const fileSystem = fileSystemOf(site.root);
      const sharedHere = shared.get(fileSystem) ?? createWorkerCaches(this.counters);
      shared.set(fileSystem, sharedHere);
      return createSite(
        site,
        this.#address,
        fileSystem,
        onMisdirected,
        createFreshnessClock(),
        sharedHere,
        (attempt) => this.verifier.verify(attempt),
        hosts,
        this.live,
      );
    };
    const hosts = config.hosts.flatMap(({ names, site }) => {
      const made = makeSite(site);
      return names.map((name) => [name, made] as const);
    });
    const site = makeSite(config.site, hosts.length === 0 ? undefined : new Map(hosts));
    return createRequestHandler(site, this.#createObserver(config));
  }

  #createObserver(config: Config): Observer {
    const format = config.logFormat === undefined
      ? undefined
      : createLogFormatter(config.logFormat, config.colors);
    return {
      log: format && ((entry) => this.#log.add(format(entry))),
      logsDurations: config.logFormat !== undefined && tellsDuration(config.logFormat),
      counters: this.counters,
      report: (text) => this.#tell({ kind: "report", text }),
      debug: config.debug,
      isTrusted: config.trustProxy.length === 0
        ? undefined
        : createAddressMatcher(config.trustProxy),
    };
  }
}
