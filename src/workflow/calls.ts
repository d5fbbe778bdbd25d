import type { Job } from "./jobs.ts";
import type { Workflow } from "./workflow.ts";

/** The repository whose workflows are read, by which they may be called in full. */
export interface OwnRepository {
  readonly owner: string;
  readonly name: string;
  /** The address of the server that has it. */
  readonly serverUrl: string;
  /** Names of the commit whose workflows these are: branches, tags and object ids. */
  readonly refs: readonly string[];
}

/** A call of a workflow of the same repository. */
export interface OwnCall {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  /** The branch, tag or commit that the file is taken from, where it is not known to be the one that is read here. */
  readonly otherRef: string | undefined;
}

/** Nobody calls by more, in characters. */
const longestUses = 2_000;

/**
 * What a call names in its own repository; undefined for a call into another one, and for one that only a run can tell.
 *
 * A call by its full name is `owner/repo/.github/workflows/x.yml@ref`, before which the runners of Gitea and Forgejo
 * take the address of a server (`newRemoteReusableWorkflowFromAbsoluteURL` in act). Names of owners and repositories
 * are compared without regard to case, as all forges do.
 */
export function ownCall(uses: string, own: OwnRepository | undefined): OwnCall | undefined {
  if (uses.includes("${{") || uses.length > longestUses) return undefined;
  if (/^\.(\/|gitea\/|forgejo\/|github\/)/.test(uses)) return { path: pathOf(uses), otherRef: undefined };
  const [, server, owner, name, path = "", ref = ""] =
    /^(?:(https?:\/\/.*)\/)?([^/]+)\/([^/]+)\/(\.[^/]+\/workflows\/[^@]+)@(.+)$/i.exec(uses) ?? [];
  if (!own || !isSame(owner, own.owner) || !isSame(name, own.name)) return undefined;
  if (server !== undefined && addressOf(server) !== addressOf(own.serverUrl)) return undefined;
  return { path: pathOf(path), otherRef: own.refs.includes(ref) ? undefined : ref };
}

const isSame = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();

const addressOf = (server: string) => server.toLowerCase().replace(/^https?:\/\/|\/+$/g, "");

/** A call with the workflow that it leads to; undefined where that is not among those that were read. */
export interface Callee extends OwnCall {
  readonly workflow: Workflow | undefined;
}

/** What the jobs of some workflows call among them. */
export function calleesOf(
  workflows: readonly Workflow[],
  own: OwnRepository | undefined,
): ReadonlyMap<Job, Callee> {
  const byPath = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  const callees = new Map<Job, Callee>();
  for (const job of workflows.flatMap(({ jobs }) => jobs)) {
    const call = job.call && ownCall(job.call.uses, own);
    if (call) callees.set(job, { ...call, workflow: byPath.get(call.path) });
  }
  return callees;
}

function pathOf(text: string): string {
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
