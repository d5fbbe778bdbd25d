import { existsSync } from "node:fs";
import { join } from "node:path";
import { ReportedError, UserError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";
import { lazyForge } from "../forge/lazy.ts";
import { systemClock } from "../retry/clock.ts";
import type { ParsedInputs } from "./inputs.ts";
import { judgedRefs, readSurroundings } from "./surroundings.ts";
import type { Verdict } from "./verdict.ts";

/** The inputs that need no more than a look at their text. */
export interface PlainInputs {
  readonly mode: "check" | "static" | "beat";
  readonly workflows: readonly string[];
  readonly "min-online": number;
  readonly "wait-timeout": number;
  readonly "allow-scale-from-zero": boolean;
  readonly "heartbeat-max-age": number;
}

/** What the action gives to the work. */
export interface Given {
  readonly env: NodeJS.ProcessEnv;
  /** Makes the `fetch` for the forge's API, when that is needed. */
  readonly fetch: () => Promise<typeof globalThis.fetch>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Does what the mode asks for: judges the lane, by workflows alone or by runners too, or leaves a heartbeat of it.
 *
 * @returns undefined for a heartbeat, which judges nothing
 * @throws {UserError} for what cannot be done as it is asked for
 */
export async function runLane(
  asked: ParsedInputs,
  inputs: PlainInputs,
  given: Given,
): Promise<Verdict | undefined> {
  const { env, log, signal } = given;
  const { mode } = inputs;
  const { event, head, sha, runner } = readSurroundings(env);
  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  // A runner of Gitea's says nothing of Forgejo, so where that would matter the server is asked.
  const isUnsure = asked.kind === "gitea" && existsSync(join(workspace, ".forgejo/workflows"));
  const open = opener(
    asked,
    isUnsure ? { ...given, env: { ...env, GITEA_ACTIONS: "", GITHUB_ACTIONS: "" } } : given,
  );
  if (mode === "beat") {
    const { beat, requireTrusted } = await import("./beat.ts");
    requireTrusted(event, asked.trustedEvents);
    if (open === undefined)
      throw new UserError(
        'input "token": is required for mode: beat, and nothing was given; accepted is the job\'s own token',
      );
    await beat({ ...asked, runner }, await open(), { log, signal });
    return undefined;
  }
  if (head !== undefined && mode === "static")
    throw new UserError(
      'input "mode": "static" reads the workspace, which on pull_request_target has the workflows of the base and not those to be merged; accepted is check, or static on pull_request',
    );
  if (head !== undefined && !asked.isOwn)
    throw new UserError(
      `input "repository": ${asked.repository.owner}/${asked.repository.name} is not the repository of the pull request, whose head is what is to be judged; accepted on pull_request_target is that repository`,
    );
  const { guard } = await import("./guard.ts");
  const forge = mode === "check" ? open : undefined;
  const known = isUnsure ? undefined : asked.kind;
  const kind = known ?? (await askedKind(forge, signal)) ?? asked.kind ?? kindInWorkspace(workspace);
  return guard(
    {
      ...asked,
      kind,
      // A comma within braces is a part of the glob.
      globs: inputs.workflows
        .flatMap((line) => line.split(/,(?![^{]*\})/).map((glob) => glob.trim()))
        .filter(Boolean),
      minOnline: inputs["min-online"],
      scaleFromZero: inputs["allow-scale-from-zero"],
      waitTimeout: inputs["wait-timeout"],
      heartbeatMaxAge: inputs["heartbeat-max-age"],
      workspace,
      readAt: head,
      sha: asked.isOwn ? sha : undefined,
      own: {
        ...asked.repository,
        serverUrl: asked.serverUrl,
        refs: asked.isOwn ? judgedRefs(env, head ?? sha) : [],
      },
    },
    { forge, asks: mode === "check", clock: systemClock, log, signal, now: () => new Date() },
  );
}

/** The forge, opened when it is asked for; undefined without a token. */
function opener(
  { serverUrl, token }: ParsedInputs,
  { env, fetch, log, signal }: Given,
): (() => Promise<Forge>) | undefined {
  return token === undefined
    ? undefined
    : lazyForge({ serverUrl, token, environment: env, log, fetch }, signal);
}

/** What the server says it is; undefined where it cannot be asked, or does not answer. */
async function askedKind(
  forge: (() => Promise<Forge>) | undefined,
  signal: AbortSignal,
): Promise<ForgeKind | undefined> {
  try {
    return (await forge?.())?.kind;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
    return undefined;
  }
}

/** For a server that is not asked what it is: the forge that looks into the folder that there is. */
function kindInWorkspace(workspace: string): ForgeKind {
  if (existsSync(join(workspace, ".forgejo/workflows"))) return "forgejo";
  return existsSync(join(workspace, ".gitea/workflows")) ? "gitea" : "github";
}
