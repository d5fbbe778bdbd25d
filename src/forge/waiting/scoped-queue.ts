import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { ForgeError } from "../errors.ts";
import { type Product, whyNoList } from "../product.ts";
import { productIfTold } from "../server-product.ts";
import { isLoginOf, tokenUser } from "../shared/token-user.ts";
import type { ReadQueue } from "./read-queue.ts";
import type { Queue, QueueQuestion } from "./waiting.ts";

/** The client that asks, and what the server says it is; that is asked for only when it is needed. */
export interface QueueServer {
  readonly client: ApiClient;
  readonly signal: AbortSignal;
  readonly product: () => Promise<Product | undefined>;
}

/** Where a queue of Gitea or Forgejo lies. */
export interface QueueRoute {
  /** What has the queue, such as `/orgs/acme`. */
  readonly base: string;
  readonly query: Readonly<Record<string, string>>;
}

export type ReadRoute = (route: QueueRoute) => Promise<ReadQueue>;

/** Reads the queue of the scope that is asked for, and says of a server without it which version would have it. */
export async function scopedQueue(
  server: QueueServer,
  question: QueueQuestion,
  read: ReadRoute,
): Promise<Queue> {
  const { jobs, serverTime, state, reason } = await readScope(server, question, read);
  const report = { scope: question.scope, name: nameOf(server, question), state, reason };
  if (state !== "no-route") return { jobs, serverTime, report };
  const product = await productIfTold(server.product, server.signal);
  const older = product && whyNoList(product, "waiting jobs", { gitea: [1, 25], forgejo: [11, 0] });
  return { jobs, serverTime, report: { ...report, reason: older ?? reason } };
}

function nameOf({ client }: QueueServer, { scope, repository }: QueueQuestion): string {
  if (scope === "instance") return new URL(client.serverUrl).host;
  return scope === "owner" ? repository.owner : `${repository.owner}/${repository.name}`;
}

function readScope(
  server: QueueServer,
  { scope, repository }: QueueQuestion,
  read: ReadRoute,
): Promise<ReadQueue> {
  if (scope === "repository") return read({ base: repositoryRoute(repository), query: {} });
  if (scope === "instance") return read({ base: "/admin", query: {} });
  return readOwners(server, repository.owner, read);
}

/**
 * Reads the queue of an owner: an organisation's, or that of the user of that name. A user's is shown to that user only,
 * and to a site administrator who asks in the user's name (`sudo`).
 */
async function readOwners(
  { client, signal }: QueueServer,
  owner: string,
  read: ReadRoute,
): Promise<ReadQueue> {
  const organisation = await read({ base: `/orgs/${encodeURIComponent(owner)}`, query: {} });
  if (organisation.state !== "hidden") return organisation;
  const user = await tokenUser(client, signal);
  if (isLoginOf(owner, user)) return read({ base: "/user", query: {} });
  if (!(user instanceof ForgeError) && user.isAdmin) return read({ base: "/user", query: { sudo: owner } });
  const whose = user instanceof ForgeError ? `is not known: ${user.message}` : "is another";
  const reason = `the jobs of a user are shown to that user only, and that of the token ${whose}`;
  return { ...organisation, state: "forbidden", reason };
}
