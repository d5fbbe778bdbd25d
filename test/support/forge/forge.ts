import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Repository } from "../git-server/index.ts";
import { note } from "./description/found.ts";
import { judged } from "./description/judge.ts";
import { ForgeFaults } from "./faults.ts";
import { giteaApi } from "./gitea-api.ts";
import { gitHubApi } from "./github-api.ts";
import { FakeJobs } from "./jobs/jobs.ts";
import { FakeRepository } from "./repository.ts";
import { FakeRunners } from "./runners.ts";
import type { ForgeProduct, ForgeRecord, Reply } from "./types.ts";

export interface ForgeOptions {
  readonly product: ForgeProduct;
  /**
   * What `GET /api/v1/version` says: `1.24.7`, or Forgejo's `15.0.3+gitea-1.22.0`. The newest that is known by
   * default.
   */
  readonly version?: string;
  readonly token: string;
  /** The path below which the server lies, such as `/git`; none by default. */
  readonly path?: string;
  /** The path of the API; `<path>/api/v1`, or GitHub Enterprise's `<path>/api/v3`, by default. */
  readonly apiPath?: string;
  /** The address that the server believes to have; the one it is asked at by default. */
  readonly pagesUrl?: string;
  /** What git knows of a repository, `owner/name`, whose commits the API makes; none by default. */
  readonly gitRepository?: (fullName: string) => Repository | undefined;
  /** Called before a request is handled, for instance to add the runs of what has been pushed. */
  readonly onRequest?: (request: ForgeRecord, forge: FakeForge) => void | Promise<void>;
}

const newest: Record<ForgeProduct, string> = {
  gitea: "1.26.3",
  forgejo: "15.0.3+gitea-1.22.0",
  github: "",
};

/** The API of a forge, to be mounted on a server of `node:http`. Tests read and set all of its state. */
export class FakeForge {
  readonly product: ForgeProduct;
  readonly version: string;
  readonly token: string;
  readonly path: string;
  readonly apiPath: string;
  readonly log: ForgeRecord[] = [];
  readonly faults = new ForgeFaults();
  readonly runners = new FakeRunners();
  readonly jobs = new FakeJobs(() => this.now());
  /** Whether it signs the commits that it makes. */
  signs = true;
  /** Milliseconds before each answer. */
  latency = 0;
  /**
   * Milliseconds without another request before anything is answered: what is asked at the same time is answered at
   * the same time, and {@link roundTrips} counts the round trips of the critical path, however busy the machine is.
   */
  quiet = 0;
  /** How often answers went out while {@link quiet} was set. */
  roundTrips = 0;
  /** Its clock, in milliseconds since the epoch. */
  now: () => number = Date.now;
  readonly #options: ForgeOptions;
  readonly #repositories = new Map<string, FakeRepository>();
  readonly #hanging = new Set<ServerResponse>();
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #origin = "http://127.0.0.1";

  constructor(options: ForgeOptions) {
    this.#options = options;
    this.product = options.product;
    this.version = options.version ?? newest[options.product];
    this.token = options.token;
    this.runners.allow(options.token, "owner");
    this.path = options.path ?? "";
    this.apiPath = options.apiPath ?? `${this.path}${options.product === "github" ? "/api/v3" : "/api/v1"}`;
  }

  /** Its address, as it was asked at. */
  get serverUrl(): string {
    return `${this.#origin}${this.path}`;
  }

  get apiUrl(): string {
    return `${this.#origin}${this.apiPath}`;
  }

  /** Where it says its pages are. */
  get pagesUrl(): string {
    return this.#options.pagesUrl ?? this.serverUrl;
  }

  /** A repository by `owner/name`; made where there is none. */
  repository(fullName: string): FakeRepository {
    const [owner = "", name = ""] = fullName.split("/");
    const known = this.lookUp(owner, name);
    if (known) return known;
    const made = new FakeRepository(this.#repositories.size + 1, owner, name);
    this.#repositories.set(fullName.toLowerCase(), made);
    return made;
  }

  /** All three forges find repositories whatever the case. */
  lookUp(owner: string, name: string): FakeRepository | undefined {
    return this.#repositories.get(`${owner}/${name}`.toLowerCase());
  }

  /** What git knows of a repository. */
  gitOf({ fullName }: FakeRepository): Repository {
    const git = this.#options.gitRepository?.(fullName);
    if (!git) throw new Error(`git knows nothing of ${fullName}`);
    return git;
  }

  /** Whether this version is at least that of its product. */
  has({ gitea, forgejo }: Record<"gitea" | "forgejo", readonly [number, number]>): boolean {
    const [major = 0, minor = 0] = this.version.split(".").map(Number);
    const [wantedMajor, wantedMinor] = this.product === "forgejo" ? forgejo : gitea;
    return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  }

  /** Requests in the log that were made with a method to a path that ends so. */
  asked(method: string, path: string): ForgeRecord[] {
    return this.log.filter((record) => record.method === method && record.path.endsWith(path));
  }

  /**
   * Takes a request below the API's path.
   *
   * @returns false, with nothing done, for any other
   */
  handle(incoming: IncomingMessage, response: ServerResponse): boolean {
    const url = new URL(incoming.url ?? "/", "http://server");
    // GitHub Enterprise has GraphQL beside the REST API, not below it.
    const isGraphQl = this.product === "github" && url.pathname === `${this.path}/api/graphql`;
    if (!isGraphQl && !url.pathname.startsWith(`${this.apiPath}/`)) return false;
    void this.#exchange(incoming, response, url);
    return true;
  }

  /** Breaks off the answers that hang. */
  close(): void {
    for (const response of this.#hanging) response.destroy();
  }

  #together(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.roundTrips += 1;
      for (const answer of this.#waiting.splice(0)) answer();
    }, this.quiet);
    return new Promise((answer) => this.#waiting.push(answer));
  }

  async #exchange(incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const record: ForgeRecord = {
        n: this.log.length + 1,
        method: incoming.method ?? "GET",
        path:
          url.pathname === `${this.path}/api/graphql` ? "/graphql" : url.pathname.slice(this.apiPath.length),
        query: url.searchParams,
        headers: incoming.headers,
        body: text === "" ? undefined : JSON.parse(text),
        status: 0,
      };
      this.log.push(record);
      await this.#options.onRequest?.(record, this);
      this.#origin = `http://${incoming.headers.host}`;
      if (this.quiet > 0) await this.#together();
      if (this.latency > 0) await sleep(this.latency);
      const next = (): Reply => {
        const reply = this.product === "github" ? gitHubApi(this, record) : giteaApi(this, record);
        note(judged(this, record, reply));
        return reply;
      };
      const act = this.faults.pick(record);
      const outcome = act ? await act(record, next) : next();
      if (outcome === "hang") this.#hanging.add(response);
      else if (outcome === "reset") incoming.socket.resetAndDestroy();
      else {
        record.status = outcome.status;
        send(response, outcome, new Date(this.now()));
      }
    } catch {
      // The client went away, or sent what is no JSON.
      response.destroy();
    }
  }
}

function send(response: ServerResponse, { status, headers, json, text }: Reply, now: Date): void {
  const type = text === undefined ? { "content-type": "application/json; charset=utf-8" } : {};
  response.writeHead(status, { date: now.toUTCString(), ...type, ...headers });
  response.end(text ?? JSON.stringify(json));
}

/** A forge's API without a server of its own: give `handle` every request of an existing one. */
export function forgeHandler(options: ForgeOptions): FakeForge {
  return new FakeForge(options);
}

export interface RunningForge extends AsyncDisposable {
  readonly forge: FakeForge;
  /** Its address, with the path below which it lies. */
  readonly serverUrl: string;
  close(): Promise<void>;
}

/** A forge on a server of its own, on any free port of the loopback interface. */
export async function startForge(options: ForgeOptions): Promise<RunningForge> {
  const forge = forgeHandler(options);
  const server = createServer((incoming, response) => {
    if (forge.handle(incoming, response)) return;
    response.writeHead(404, { "content-type": "text/html" }).end("<html>no such page</html>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return {
    forge,
    serverUrl: `http://127.0.0.1:${port}${forge.path}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}
