import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { ForgeError } from "../errors.ts";
import type { Repository } from "../forge.ts";
import { type Product, whyNoList } from "../product.ts";
import { productIfTold } from "../server-product.ts";
import { isLoginOf, tokenUser } from "../shared/token-user.ts";
import { forgejoScope } from "./read-runner.ts";
import type { RunnerListing, RunnerScope } from "./runner.ts";
import { mergeScopes, type ReadScope, type RunnerRoute, readScope } from "./runner-list.ts";

/** Whose runners are asked for, and by which client. */
interface Question {
  readonly client: ApiClient;
  readonly repository: Repository;
  readonly signal: AbortSignal;
  /** What the server says it is; asked for only when it is needed. */
  readonly product: () => Promise<Product | undefined>;
}

/**
 * The runners of a repository on Gitea from 1.24: the lists of the repository, its owner and the instance, each of
 * which has its own scope only. The last has the runners of all scopes of the instance without their owners
 * (`FindRunnerOptions.ToConds` of models/actions/runner.go without ids), so that what it alone has is not certain.
 */
export async function giteaRunners(
  question: Question,
  isEnough?: (listing: RunnerListing) => boolean,
): Promise<RunnerListing> {
  const own = readRepository(question, {});
  const instance = readInstance(question, { certain: false });
  if (isEnough) {
    const [mine, all] = await Promise.all([own, instance]);
    const first = await finish(question, withinInstance(mine, all, question.repository));
    if (isEnough(first)) return first;
    const inName = all.report.state === "read" ? await readInName(question, {}) : undefined;
    const owner = inName?.report.state === "read" ? inName : readOwner(question, own, instance, {}, inName);
    return finish(question, [mine, await owner, all]);
  }
  return finish(question, await Promise.all([own, readOwner(question, own, instance, {}), instance]));
}

/**
 * The runners of a repository on Forgejo from 15, in one list with all that may take its jobs. Only where that is not
 * to be had are the owner and the instance asked.
 */
export async function forgejoRunners(question: Question): Promise<RunnerListing> {
  const { client, repository } = question;
  const visible = { query: { visible: "true" }, scopeOf: forgejoScope };
  const own = await readRepository(question, visible);
  const { state } = own.report;
  if (state === "read" || state === "no-route") {
    // The one list stands for all scopes.
    const asOwn = (scope: RunnerScope, name: string): ReadScope => ({
      report: { ...own.report, scope, name },
      runners: [],
    });
    const others = [asOwn("owner", repository.owner), asOwn("instance", hostOf(client))];
    return finish(question, [own, ...others]);
  }
  const asked = readInstance(question, { scopeOf: forgejoScope }).then(withoutOthers);
  const owners = readOwner(question, Promise.resolve(own), asked, visible);
  const [owner, instance] = await Promise.all([owners, asked]);
  return finish(question, [own, owner, unlessInOwner(instance, owner)]);
}

/**
 * The lists of a repository and the instance, where the owner was not asked for: what the list of the instance lacks the
 * owner has not either.
 */
function withinInstance(own: ReadScope, instance: ReadScope, { owner: name }: Repository): ReadScope[] {
  const { state, reason } = instance.report;
  return [own, { report: { scope: "owner", name, state, reason }, runners: [] }, instance];
}

/** The instance's own runners alone, whatever its list has besides. */
function withoutOthers(instance: ReadScope): ReadScope {
  return { ...instance, runners: instance.runners.filter(({ scope }) => scope === "instance") };
}

/** The instance's scope, which Forgejo's list of an owner covers too: it counts as read where that was read. */
function unlessInOwner(instance: ReadScope, owner: ReadScope): ReadScope {
  if (owner.report.state !== "read" || instance.report.state === "read") return instance;
  return { report: { ...instance.report, state: "read", reason: "" }, runners: [] };
}

type Variant = Pick<RunnerRoute, "query" | "scopeOf" | "certain">;

function readRepository({ client, repository, signal }: Question, variant: Variant): Promise<ReadScope> {
  const name = `${repository.owner}/${repository.name}`;
  const path = `${repositoryRoute(repository)}/actions/runners`;
  return readScope(client, { scope: "repository", name, path, ...variant }, signal);
}

function readInstance({ client, signal }: Question, variant: Variant): Promise<ReadScope> {
  const path = "/admin/actions/runners";
  return readScope(client, { scope: "instance", name: hostOf(client), path, ...variant }, signal);
}

/**
 * The runners of the repository's owner. An organisation's list is asked for at once; if there is no organisation of
 * that name the owner is a user.
 *
 * @param inName what the list in the owner's name was answered, if it was asked for
 */
async function readOwner(
  question: Question,
  own: Promise<ReadScope>,
  instance: Promise<ReadScope>,
  variant: Variant,
  inName?: ReadScope,
): Promise<ReadScope> {
  const { client, repository, signal } = question;
  const { owner: name } = repository;
  const path = `/orgs/${encodeURIComponent(name)}/actions/runners`;
  const organisation = await readScope(client, { scope: "owner", name, path, ...variant }, signal);
  // A token without the scope for organisations is refused before it is looked whether the owner is one.
  const lacksScope = organisation.error?.status === 403 && /scope/.test(organisation.error.message);
  if (lacksScope) {
    const isOwners = isLoginOf(name, await tokenUser(client, signal));
    return isOwners ? readScope(client, userList(name, variant), signal) : organisation;
  }
  if (organisation.report.state !== "hidden") return organisation;
  return inName ?? readUser(question, await own, await instance, variant);
}

/**
 * The runners of a user who is the repository's owner. They have no route but `/user/actions/runners`: the list of the
 * token's own user, which is read only when that user is the owner for certain. A site administrator reads it in the
 * owner's name (`sudo`).
 */
async function readUser(
  question: Question,
  own: ReadScope,
  instance: ReadScope,
  variant: Variant,
): Promise<ReadScope> {
  const { client, repository, signal } = question;
  const { owner: name } = repository;
  const list = userList(name, variant);
  if (instance.report.state === "read") return readInName(question, variant);
  // Only the owner and a site administrator may read the list of a user's repository, and the latter was ruled out.
  if (own.report.state === "read" && isNoSiteAdmin(instance)) return readScope(client, list, signal);
  const user = await tokenUser(client, signal);
  if (isLoginOf(name, user)) return readScope(client, list, signal);
  const reason =
    user instanceof ForgeError
      ? `the runners of a user are shown to that user only, and it is not known whose the token is: ${user.message}`
      : `the runners of a user are shown to that user only, and the token belongs to another`;
  const state = user instanceof ForgeError && user.status === undefined ? "failed" : "forbidden";
  return { report: { scope: "owner", name, state, reason }, runners: [] };
}

/**
 * The runners of the repository's owner, as a site administrator asks in the owner's name. One request, whether that is a
 * user or an organisation: `sudo` of routers/api/v1/api.go looks for both, and the list has what is registered under
 * that ID.
 */
function readInName({ client, repository, signal }: Question, variant: Variant): Promise<ReadScope> {
  const { owner } = repository;
  const query = { ...variant.query, sudo: owner };
  return readScope(client, userList(owner, { ...variant, query }), signal);
}

/** The list of the token's own user. */
function userList(name: string, variant: Variant): RunnerRoute {
  return { scope: "owner", name, path: "/user/actions/runners", ...variant };
}

/** `reqSiteAdmin` of routers/api/v1/api.go. The token's lack of a scope is a 403 too, with other words. */
function isNoSiteAdmin({ error }: ReadScope): boolean {
  return error?.status === 403 && error.message.includes("(user should be the site admin)");
}

/** Puts the scopes together, and says of a server without the list which version would have one. */
async function finish(question: Question, scopes: readonly ReadScope[]): Promise<RunnerListing> {
  const listing = mergeScopes(scopes);
  if (!listing.scopes.some(({ state }) => state === "no-route")) return listing;
  const product = await productIfTold(question.product, question.signal);
  const reason = product && whyNoList(product, "runners", { gitea: [1, 24], forgejo: [15, 0] });
  return {
    ...listing,
    scopes: listing.scopes.map((report) =>
      report.state === "no-route" && reason ? { ...report, reason } : report,
    ),
  };
}

function hostOf({ serverUrl }: ApiClient): string {
  return new URL(serverUrl).host;
}
