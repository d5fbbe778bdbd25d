import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";
import type { Log } from "../log.ts";
import { systemClock } from "../retry/clock.ts";
import { type GuardTools, guard } from "./guard.ts";
import type { Asked } from "./inputs.ts";
import { readSurroundings } from "./surroundings.ts";
import type { Verdict } from "./verdict.ts";

/** The inputs that need no more than a look at their text. */
export interface PlainInputs {
  readonly mode: "check" | "static" | "beat";
  readonly token: string | undefined;
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

const beaten: Verdict = {
  status: "ok",
  evidence: "nothing: mode beat only leaves a heartbeat",
  sampledAt: undefined,
  jobs: [],
  findings: [],
  problems: [],
  runners: [],
  scopes: [],
};

/**
 * Does what the mode asks for: judges the lane, by workflows alone or by runners too, or leaves a heartbeat of it.
 *
 * @throws {UserError} for what cannot be done as it is asked for
 */
export async function judgeLane(asked: Asked, inputs: PlainInputs, given: Given): Promise<Verdict> {
  const { env, log, signal } = given;
  const { mode, token } = inputs;
  const workspace = env.GITHUB_WORKSPACE || process.cwd();
  const surroundings = await readSurroundings(env);
  const open = token === undefined ? undefined : opener(asked.serverUrl, token, given);
  if (mode === "beat") {
    if (open === undefined)
      throw new UserError(
        'input "token": is required for mode: beat, and nothing was given; accepted is the job\'s own token',
      );
    const { beat } = await import("./beat.ts");
    await beat(asked, surroundings, open, { log, signal });
    return beaten;
  }
  const forge = mode === "check" ? open : undefined;
  const kind = asked.kind ?? (forge ? (await forge()).kind : kindInWorkspace(workspace));
  const tools: GuardTools = {
    forge,
    asks: mode === "check",
    clock: systemClock,
    log,
    signal,
    now: () => new Date(),
  };
  return guard(
    {
      ...asked,
      kind,
      globs: inputs.workflows,
      minOnline: inputs["min-online"],
      scaleFromZero: inputs["allow-scale-from-zero"],
      waitTimeout: inputs["wait-timeout"],
      heartbeatMaxAge: inputs["heartbeat-max-age"],
      workspace,
      readAt: surroundings.readAt,
      sha: surroundings.sha,
    },
    tools,
  );
}

/** The forge, opened once and only when it is asked for. */
function opener(serverUrl: string, token: string, { env, fetch, log, signal }: Given): () => Promise<Forge> {
  let forge: Promise<Forge> | undefined;
  const open = async () => {
    const { openForge } = await import("../forge/open.ts");
    return openForge({ serverUrl, token, environment: env, log, fetch: await fetch() }, signal);
  };
  return () => (forge ??= open());
}

/** For a server that may not be asked what it is: the forge that looks into the folder that there is. */
function kindInWorkspace(workspace: string): ForgeKind {
  if (existsSync(join(workspace, ".forgejo/workflows"))) return "forgejo";
  return existsSync(join(workspace, ".gitea/workflows")) ? "gitea" : "github";
}
