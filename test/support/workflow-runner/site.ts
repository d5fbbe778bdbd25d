import { randomBytes } from "node:crypto";
import { delimiter, dirname } from "node:path";
import { type FakeForge, forgeHandler } from "../forge/forge.ts";
import type { ForgeProduct } from "../forge/types.ts";
import { type GitServer, startGitServer } from "../git-server/index.ts";
import { ActionsServer } from "./actions-server.ts";

/** Who starts every run. */
export const actor = "octo";

/** The labels that every runner here has. */
export const labels: readonly string[] = [
  "ubuntu-latest",
  "ubuntu-24.04",
  "ubuntu-24.04-arm",
  "docker",
  "publish",
];

/** A server as a user has one: git over HTTP, the API of a forge, and what its runners talk to, at one address. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  /** The token of every job: it reads, and writes little else than commit statuses. */
  readonly token: string;
  /** The token of somebody who may do all, such as push and list runners: what people give to jobs as a secret. */
  readonly userToken: string;
  readonly registrationToken: string;
  /** `owner/name` of the repository that the workflows are of. */
  readonly repository: string;
  readonly git: GitServer;
  readonly forge: FakeForge;
  readonly actions: ActionsServer;
  /** The PATH of jobs, with the programs that stand in for others first, and then the Node.js that runs this. */
  readonly path: string;
}

export interface SiteOptions {
  readonly product: ForgeProduct;
  /** Of the forge, as it says it itself; its newest that is known unless given. */
  readonly version?: string;
  /** Of every job; a random one unless given. */
  readonly token?: string;
  /** Whether jobs may push to every repository, as with `contents: write` to their own. */
  readonly jobsPush?: boolean;
  /** A folder of programs that jobs find before any other; none unless given. */
  readonly programs?: string;
}

export async function startSite(options: SiteOptions): Promise<Site> {
  const { product, version, programs, token = randomBytes(20).toString("hex") } = options;
  const registrationToken = randomBytes(20).toString("hex");
  const userToken = options.jobsPush ? token : randomBytes(20).toString("hex");
  const repository = "org/app";
  const forge = forgeHandler({ product, token: userToken, ...(version !== undefined && { version }) });
  forge.runners.allow(userToken, product === "github" ? "owner" : "admin");
  forge.runners.allow(token, "writer");
  const mergesOutputs = forge.product === "github" || forge.has({ gitea: [1, 23], forgejo: [10, 0] });
  const actions = new ActionsServer({ registrationToken, actor, jobToken: token, repository, mergesOutputs });
  const git = await startGitServer({
    token: userToken,
    readToken: token,
    anonymousRead: true,
    also: (incoming, response) => actions.handle(incoming, response) || forge.handle(incoming, response),
  });
  return {
    url: git.url,
    token,
    userToken,
    registrationToken,
    repository,
    git,
    forge,
    actions,
    path: [programs ?? [], dirname(process.execPath), process.env.PATH].flat().join(delimiter),
    async [Symbol.asyncDispose]() {
      forge.close();
      await git[Symbol.asyncDispose]();
    },
  };
}
