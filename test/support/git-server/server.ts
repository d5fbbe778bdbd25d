import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultBox } from "./faults/fault-box.ts";
import { type Backend, handle, type Redirect } from "./protocol/backend.ts";
import { Cgi } from "./protocol/cgi.ts";
import { Repository, type RepositoryOptions } from "./repository.ts";
import { isName } from "./route.ts";
import { serve } from "./serve.ts";
import type { RequestRecord } from "./types.ts";

export interface GitServerOptions {
  /** What the password has to be; default a random one of 40 hexadecimal digits. */
  readonly token?: string;
  /** A token that may fetch and not push, as a job's own may; none by default. */
  readonly readToken?: string;
  /** Whether fetching needs no credentials; default false. */
  readonly anonymousRead?: boolean;
  /** Milliseconds added to every request before it is handled; default 0. */
  readonly latencyMs?: number;
  /** A path before all others, such as `/git`, as for a forge under a sub-path. */
  readonly prefix?: string;
  /** False answers like Gitea's DISABLE_PARTIAL_CLONE: no filters, no wants but advertised ones. */
  readonly partialClone?: boolean;
  /**
   * A handler before git's, such as a forge's API: true for the requests that it takes. By default there is no API, and what
   * is asked of one is a page that is not there.
   */
  readonly also?: (incoming: IncomingMessage, response: ServerResponse) => boolean;
}

export interface GitServer extends AsyncDisposable {
  /** `http://127.0.0.1:port`, without the prefix. */
  readonly origin: string;
  /** The origin and the prefix. */
  readonly url: string;
  readonly token: string;
  /** The folder of the bare repositories, at `owner/name.git`. */
  readonly root: string;
  /** All requests since the last {@link clearRequests}, in order of arrival. */
  readonly requests: readonly RequestRecord[];
  readonly faults: FaultBox;
  /** Those made by {@link repository}, by name. */
  readonly repositories: ReadonlyMap<string, Repository>;
  clearRequests(): void;
  /** Makes a repository; `name` is `owner/name`. */
  repository(name: string, options?: RepositoryOptions): Promise<Repository>;
  /**
   * Gives a repository another name with the same owner; the old one redirects, with 307 in Gitea 1.22 and with 301 in
   * later ones.
   */
  rename(name: string, to: string, status: Redirect["status"]): Promise<void>;
  /** The address of a repository, there or not. */
  urlOf(name: string): string;
  /** Resolves when git runs for no request any more, so that what clients left behind has come to its end. */
  settled(): Promise<void>;
}

/** A git server over HTTP: the real `git http-backend` with Gitea's rules of access and its configuration. */
export async function startGitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const { token = randomBytes(20).toString("hex"), prefix = "" } = options;
  const home = await mkdtemp(join(tmpdir(), "git-server-"));
  const root = join(home, "repositories");
  const config = join(home, "gitconfig");
  await mkdir(root);
  await writeFile(config, configuration(options.partialClone ?? true));
  const repositories = new Map<string, Repository>();
  const redirects = new Map<string, Redirect>();
  const cgi = new Cgi();
  const backend: Backend = {
    cgi,
    root,
    config,
    token,
    readToken: options.readToken,
    anonymousRead: options.anonymousRead ?? false,
    repositories,
    redirects,
    prefix,
  };
  const served = await serve({
    prefix,
    latencyMs: options.latencyMs ?? 0,
    handle: (call) => handle(backend, call),
    also: options.also ?? withoutApi,
  });
  const url = `${served.origin}${prefix}`;
  return {
    origin: served.origin,
    url,
    token,
    root,
    requests: served.requests,
    faults: served.faults,
    repositories,
    clearRequests() {
      served.requests.length = 0;
    },
    async repository(name, repositoryOptions) {
      const [owner = "", rest = ""] = name.split(/\/(.*)/s);
      if (!isName(owner) || !isName(rest)) throw new Error(`not owner/name: ${name}`);
      const repository = await Repository.create(name, join(root, `${name}.git`), repositoryOptions);
      repositories.set(name, repository);
      return repository;
    },
    async rename(name, to, status) {
      const repository = repositories.get(name);
      if (!repository) throw new Error(`no repository ${name}`);
      await repository.move(to, join(root, `${to}.git`));
      repositories.delete(name);
      repositories.set(to, repository);
      redirects.set(name, { to, status });
    },
    urlOf: (name) => `${url}/${name}.git`,
    settled: () => cgi.settled(),
    async [Symbol.asyncDispose]() {
      await served.close();
      await cgi.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What a server that has no such API answers; false for what is no API at all. */
export function withoutApi(incoming: IncomingMessage, response: ServerResponse): boolean {
  if (!/\/api\/v\d\//.test(incoming.url ?? "")) return false;
  response.writeHead(404, { "content-type": "text/html" }).end("<html>no such page</html>");
  return true;
}

/** What of Gitea's modules/git/config.go a client can notice, and nothing that runs in the background. */
function configuration(partialClone: boolean): string {
  return [
    "[safe]",
    "directory = *",
    "[uploadpack]",
    `allowFilter = ${partialClone}`,
    `allowAnySHA1InWant = ${partialClone}`,
    "[receive]",
    "advertisePushOptions = true",
    "autogc = false",
    "[gc]",
    "auto = 0",
    "[maintenance]",
    "auto = false",
    "",
  ].join("\n");
}
