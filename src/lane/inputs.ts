import { inInput, UserError } from "../errors.ts";
import { type Environment, kindWithoutAsking } from "../forge/detect.ts";
import type { ForgeKind, Repository } from "../forge/forge.ts";
import { parseServerUrl } from "../server-url.ts";
import { quoted } from "./finding.ts";
import { parseShipJobs, type ShipJob } from "./ship-jobs.ts";

/** The inputs that need more than a look at their text. */
export interface Inputs {
  readonly labels: readonly string[];
  readonly "server-url": string | undefined;
  readonly repository: string | undefined;
  readonly "ship-jobs": readonly string[];
  readonly "trusted-events": readonly string[];
}

/** What the inputs ask for. */
export interface Asked {
  readonly serverUrl: string;
  readonly repository: Repository;
  readonly labels: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  readonly trustedEvents: readonly string[];
  /** Undefined where only the server itself could tell. */
  readonly kind: ForgeKind | undefined;
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
export function readInputs(inputs: Inputs, environment: LaneEnvironment): Asked {
  const { url } = inInput("server-url", () =>
    parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL),
  );
  return {
    serverUrl: url,
    repository: inInput("repository", () =>
      parseRepository(inputs.repository ?? environment.GITHUB_REPOSITORY ?? ""),
    ),
    labels: inInput("labels", () => parseLabels(inputs.labels)),
    shipJobs: inInput("ship-jobs", () => parseShipJobs(inputs["ship-jobs"].join("\n"))),
    trustedEvents: inputs["trusted-events"],
    kind: kindWithoutAsking(environment, url),
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
