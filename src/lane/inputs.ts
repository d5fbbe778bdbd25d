import { inInput, UserError } from "../base/errors.ts";
import { parseServerUrl } from "../base/server-url.ts";
import { isPrintable, quoted } from "../base/text.ts";
import { parseToken } from "../forge/api-token.ts";
import { type Environment, kindWithoutAsking } from "../forge/detect.ts";
import type { ForgeKind, Repository } from "../forge/forge.ts";
import type { QueueScope } from "../forge/waiting/waiting.ts";
import { requireOwnInputs } from "./own-inputs.ts";
import { parseResolved, type ResolvedJob } from "./resolved/lines.ts";
import { parseShipJobs, type ShipJob } from "./ship-jobs.ts";

/**
 * `check` judges workflows and runners, `static` workflows alone, `beat` leaves a heartbeat and judges nothing, `watch`
 * asks which jobs wait for the lane now.
 */
export type Mode = "check" | "static" | "beat" | "watch";

/** The inputs as the runner gives them, each read by itself. */
export interface Inputs {
  readonly labels: readonly string[];
  readonly token: string | undefined;
  readonly "server-url": string | undefined;
  readonly repository: string | undefined;
  readonly workflows: readonly string[];
  readonly "min-online": number;
  readonly "wait-timeout": number;
  readonly "allow-scale-from-zero": boolean;
  readonly "ship-jobs": readonly string[];
  readonly "on-unresolved": "warn" | "fail";
  readonly resolved: readonly string[];
  readonly "trusted-events": readonly string[];
  readonly mode: Mode;
  readonly "heartbeat-max-age": number;
  readonly "trust-instance-runners": boolean;
  readonly "max-wait": number;
  readonly scope: QueueScope;
  readonly "status-context": string | undefined;
  readonly "status-token": string | undefined;
}

/** Where the verdict is set as a commit status. */
export interface StatusInputs {
  readonly context: string;
  readonly token: string;
  /** The server and the repository that the run is of: the job's own token is for no others. */
  readonly serverUrl: string;
  readonly repository: Repository;
  /** Whether the token can be read on the way. */
  readonly insecure: boolean;
}

/** What the inputs ask for. */
export interface ParsedInputs {
  readonly mode: Mode;
  readonly serverUrl: string;
  readonly token: string | undefined;
  readonly repository: Repository;
  /** Whether it is the repository that the workflow runs in. */
  readonly isOwn: boolean;
  /** The reserved labels. */
  readonly labels: readonly string[];
  /** Globs of the workflows to judge; those that the forge itself looks into where there are none. */
  readonly globs: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  /** Whether a job that could ask for anything fails the step. */
  readonly refusesUnresolved: boolean;
  /** What a person has settled of what only a run can tell. */
  readonly resolved: readonly ResolvedJob[];
  readonly trustedEvents: readonly string[];
  /** Runners that must serve a set of labels. */
  readonly minOnline: number;
  /** Whether a lane without any runner is served by runners that are started on demand. */
  readonly scaleFromZero: boolean;
  /** Whether a runner that only a list of the whole instance has is taken for the instance's own. */
  readonly trustInstance: boolean;
  /** Milliseconds to wait for runners; 0 for a single sample. */
  readonly waitTimeout: number;
  /** Milliseconds that the newest heartbeat may be old. */
  readonly heartbeatMaxAge: number;
  /** Milliseconds that a job may wait for the lane before there is a warning. */
  readonly maxWait: number;
  /** Whose waiting jobs are watched. */
  readonly scope: QueueScope;
  /** The kind of the server as the environment tells it. Undefined where the server itself could tell. */
  readonly kind: ForgeKind | undefined;
  /** Undefined where no commit status is set. */
  readonly status: StatusInputs | undefined;
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
  requireOwnInputs(inputs.mode, { ...inputs });
  const labels = inInput("labels", () => parseLabels(inputs.labels));
  const token = inInput("token", () => (inputs.token === undefined ? undefined : parseToken(inputs.token)));
  const { url, insecure } = inInput("server-url", () =>
    parseServerUrl(inputs["server-url"], environment.GITHUB_SERVER_URL),
  );
  const own = environment.GITHUB_REPOSITORY ?? "";
  const repository = inInput("repository", () => parseRepository(inputs.repository ?? own));
  const status = parseStatus(inputs, environment);
  // By its name alone: a runner may know the server by another address.
  const isOwn = `${repository.owner}/${repository.name}`.toLowerCase() === own.toLowerCase();
  return {
    mode: inputs.mode,
    serverUrl: url,
    token,
    repository,
    isOwn,
    labels,
    globs: splitGlobs(inputs.workflows),
    shipJobs: inInput("ship-jobs", () => parseShipJobs(inputs["ship-jobs"].join("\n"))),
    refusesUnresolved: inputs["on-unresolved"] === "fail",
    resolved: inInput("resolved", () => parseResolved(inputs.resolved)),
    trustedEvents: inInput("trusted-events", () => parseEvents(inputs["trusted-events"])),
    minOnline: inputs["min-online"],
    scaleFromZero: inputs["allow-scale-from-zero"],
    trustInstance: inputs["trust-instance-runners"],
    waitTimeout: inputs["wait-timeout"],
    heartbeatMaxAge: inputs["heartbeat-max-age"],
    maxWait: inputs["max-wait"],
    scope: inputs.scope,
    kind: kindWithoutAsking(environment, url),
    status,
    notices: [
      ...(token !== undefined && insecure ? [`the token travels unencrypted to ${url}`] : []),
      ...(status?.insecure ? [`the status token travels unencrypted to ${status.serverUrl}`] : []),
    ],
  };
}

/** @throws {UserError} naming the input */
function parseStatus(inputs: Inputs, environment: LaneEnvironment): StatusInputs | undefined {
  const { "status-context": context, "status-token": given } = inputs;
  if (context === undefined) return undefined;
  const {
    url: serverUrl,
    insecure,
    repository,
  } = inInput("status-context", () => {
    requireContext(context, inputs.mode);
    if (given === undefined)
      throw new UserError(
        'is given, but the input "status-token" is empty; expected a token that may set commit statuses',
      );
    return {
      ...parseServerUrl(undefined, environment.GITHUB_SERVER_URL),
      repository: parseRepository(environment.GITHUB_REPOSITORY ?? ""),
    };
  });
  const token = inInput("status-token", () => parseToken(given ?? ""));
  return { context, token, serverUrl, repository, insecure };
}

function requireContext(context: string, mode: Mode): void {
  if (mode === "beat")
    throw new UserError(`${quoted(context)} is for a verdict, and mode: beat has none; leave it empty`);
  if (context.includes("${{") || !isPrintable(context) || context.length > 200)
    throw new UserError(
      `${quoted(context)} is not the context of a commit status; expected a name such as lane-guard`,
    );
}

function parseLabels(labels: readonly string[]): readonly string[] {
  const accepted = "expected the reserved labels, such as publish";
  if (labels.length === 0) throw new UserError(`no labels are given; ${accepted}`);
  for (const label of labels)
    if (label.includes("${{") || /[\p{C}\s]/u.test(label) || label.length > 200)
      throw new UserError(`${quoted(label)} is not a label; ${accepted}`);
  return [...new Set(labels)];
}

function parseRepository(text: string): Repository {
  const [, owner, name] = /^([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)$/.exec(text) ?? [];
  if (owner === undefined || name === undefined || [owner, name].some((part) => /^\.{1,2}$/.test(part)))
    throw new UserError(`${quoted(text)} is not a repository; expected owner/repo`);
  return { owner, name };
}

function parseEvents(events: readonly string[]): readonly string[] {
  for (const event of events)
    if (!/^[a-z][a-z_]*$/.test(event))
      throw new UserError(
        `${quoted(event)} is not an event; expected the name of an event, such as push or schedule`,
      );
  return events;
}

/** Globs by lines and commas; a comma within braces is a part of the glob. */
function splitGlobs(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(/,(?![^{]*\})/).map((glob) => glob.trim())).filter(Boolean);
}
