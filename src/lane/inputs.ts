import { parseToken } from "../base/api-token.ts";
import { inInput, UserError } from "../base/errors.ts";
import { parseServerUrl } from "../base/server-url.ts";
import { quoted } from "../base/text.ts";
import { type Environment, kindWithoutAsking } from "../forge/detect.ts";
import type { ForgeKind, Repository } from "../forge/forge.ts";
import { parseShipJobs, type ShipJob } from "./ship-jobs.ts";

/** The inputs that need more than a look at their text. */
export interface Inputs {
  readonly labels: readonly string[];
  readonly token: string | undefined;
  readonly "server-url": string | undefined;
  readonly repository: string | undefined;
  readonly "ship-jobs": readonly string[];
  readonly "trusted-events": readonly string[];
}

/** What the inputs ask for. */
export interface ParsedInputs {
  readonly serverUrl: string;
  readonly token: string | undefined;
  readonly repository: Repository;
  /** Whether it is the repository that the workflow runs in. */
  readonly isOwn: boolean;
  readonly labels: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  readonly trustedEvents: readonly string[];
  /** Undefined where only the server itself could tell. */
  readonly kind: ForgeKind | undefined;
  /** What is worth knowing. */
  readonly notices: readonly string[];
}

/** The variables of a job that are read. */
export interface LaneEnvironment extends Environment {
  readonly GITHUB_REPOSITORY?: string | undefined;
}

/**
 * Understands the inputs, before anything is asked for.
 *
 * @throws {UserError} naming the first input that cannot be understood
 */
export function readInputs(inputs: Inputs, environment: LaneEnvironment): ParsedInputs {
  const labels = inInput("labels", () => parseLabels(inputs.labels));
  const token = inInput("token", () => (inputs.token === undefined ? undefined : parseToken(inputs.token)));
  const { url, insecure } = inInput("server-url", () =>
    parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL),
  );
  const own = environment.GITHUB_REPOSITORY ?? "";
  const repository = inInput("repository", () => parseRepository(inputs.repository ?? own));
  // By its name alone: a runner may know the server by another address.
  const isOwn = `${repository.owner}/${repository.name}`.toLowerCase() === own.toLowerCase();
  return {
    serverUrl: url,
    token,
    repository,
    isOwn,
    labels,
    shipJobs: inInput("ship-jobs", () => parseShipJobs(inputs["ship-jobs"].join("\n"))),
    trustedEvents: inInput("trusted-events", () => parseEvents(inputs["trusted-events"])),
    kind: kindWithoutAsking(environment, url),
    notices: token !== undefined && insecure ? [`the token travels unencrypted to ${url}`] : [],
  };
}

function parseLabels(labels: readonly string[]): readonly string[] {
  const accepted = "accepted are the reserved labels, such as publish";
  if (labels.length === 0) throw new UserError(`no labels are given; ${accepted}`);
  for (const label of labels)
    if (label.includes("${{") || /[\p{C}\s]/u.test(label) || label.length > 200)
      throw new UserError(`${quoted(label)} is no label; ${accepted}`);
  return [...new Set(labels)];
}

function parseRepository(text: string): Repository {
  const [, owner, name] = /^([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)$/.exec(text) ?? [];
  if (owner === undefined || name === undefined || [owner, name].some((part) => /^\.{1,2}$/.test(part)))
    throw new UserError(`${quoted(text)} is no repository; accepted is owner/repo`);
  return { owner, name };
}

function parseEvents(events: readonly string[]): readonly string[] {
  for (const event of events)
    if (!/^[a-z][a-z_]*$/.test(event))
      throw new UserError(`${quoted(event)} is no event; accepted are names such as push or schedule`);
  return events;
}
