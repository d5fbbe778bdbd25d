import { messageOf, ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { bounded, oneLine } from "../base/text.ts";
import { counted } from "../base/words.ts";
import { listContainers, removeContainer } from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { type HostSession, openHost } from "../docker/host/ask-host.ts";
import { ours } from "../docker/labels.ts";
import { describeJob } from "../docker/leases.ts";
import { lockName, withLock } from "../docker/lock.ts";
import { removeNodeImages } from "../docker/node-image.ts";
import { defaultLedger, reserveOf } from "../docker/own-paths.ts";
import type { Hands } from "./apply.ts";
import { checkStore } from "./checks.ts";
import type { Context } from "./context.ts";
import { type Allowance, askAllowance } from "./credentials.ts";
import { beginAccount, type JobStart } from "./job-start.ts";
import { type Observed, observe } from "./observe.ts";
import { type Plan, planApply, planRemove } from "./plan.ts";
import { backupOf, mirrorName, programPath, settingsPath } from "./settings.ts";
import { type Verified, verifyPull } from "./verify.ts";
import type { Wanted } from "./wanted.ts";

/** How things stand when the step has ended. */
export type State =
  /** Pulls go through the mirror, as one has shown. */
  | "verified"
  /** The engine is to ask the mirror, and a pull has not shown that it does. */
  | "degraded"
  /** The engine's settings are somebody else's, and do not name the mirror. */
  | "check-only"
  /** There is nothing to do on this runner. */
  | "skipped"
  /** Nothing is left of it. */
  | "removed"
  /** It is not as it is to be, and only that was looked at. */
  | "absent";

/** What a run has found and done. */
export interface Outcome {
  readonly state: State;
  /** How many steps were done. */
  readonly changed: number;
  /** What is otherwise than it is to be, one sentence's part each. */
  readonly drift: readonly string[];
  readonly verified: Verified | undefined;
  readonly allowance: Allowance | undefined;
  /** What to compare with when the job ends; undefined where nothing is set up. */
  readonly start: JobStart | undefined;
}

/** Works with a program on the host that nobody else has to wait for. */
const withOwn = async <T>(
  engine: DockerEngine,
  context: Context,
  work: (host: HostSession) => Promise<T>,
) => {
  const host = await openHost(engine, context);
  if (!host) throw new Error("a container without a name was taken");
  try {
    return await work(host);
  } finally {
    await host.close();
  }
};

/** Tells what is to be done, a line a step. */
function tellSteps({ steps, notices }: Plan, log: Log): void {
  for (const notice of notices) log.notice(notice);
  for (const step of steps) log.info(`${step.do}: ${step.why}`);
  if (steps.length === 0) log.info("nothing is to be done");
}

/** The same, and what is to be written by hand. */
async function tellPlan(plan: Plan, url: string, log: Log): Promise<void> {
  tellSteps(plan, log);
  const { checkOnly } = plan;
  if (checkOnly === undefined) return;
  const { engineAdvice } = await import("./advice.ts");
  log.info(`The engine's settings are left alone: ${checkOnly}. What to write where:`);
  for (const { what, where, lines } of engineAdvice(url))
    for (const line of [`${what}, in ${where}:`, ...lines.map((one) => `  ${one}`)]) log.info(line);
}

/**
 * Makes it so that the engine asks a mirror, and shows by a pull that it does. Where it is so already nothing is changed.
 *
 * @throws UserError for what cannot be done as it was asked for, before anything is changed; ReportedError where a step fails
 */
export async function applyCache(engine: DockerEngine, wanted: Wanted, context: Context): Promise<Outcome> {
  const { log, signal } = context;
  return withOwn(engine, context, async (host) => {
    const [observed, allowance] = await Promise.all([
      observe(engine, host, wanted, signal),
      wanted.mirror ? askAllowance(wanted.mirror) : undefined,
    ]);
    if (wanted.mirror) checkStore(wanted.mirror, observed.storeDisk, observed.about.rootFolder);
    if (allowance?.unknown !== undefined)
      log.warning(`whether the registry accepts the credential is not known: ${allowance.unknown}`);
    const plan = planApply(observed.found, wanted);
    await tellPlan(plan, wanted.url, log);
    const changed = plan.steps.length === 0 ? 0 : await change(engine, wanted, context);
    // Another run may have done in the meantime what this one was to do.
    const after = plan.steps.length === 0 ? observed : await observe(engine, host, wanted, signal);
    const now = planApply(after.found, wanted);
    const verified = await verify(engine, host, wanted, now, after, context);
    const start = await beginAccount(engine, host, wanted.url, signal);
    return { changed, drift: driftOf(now), allowance, ...verified, start };
  });
}

/** Does what is to be done under the lock, by a plan of what is the case then. @returns how many steps */
async function change(engine: DockerEngine, wanted: Wanted, context: Context): Promise<number> {
  const owner = `image-cache of ${describeJob(context.job)}`;
  return withLock(engine, { ...context, owner }, async (host, signal) => {
    const hands: Hands = { ...context, engine, host, signal };
    const { found } = await observe(engine, host, wanted, signal);
    const { steps } = planApply(found, wanted);
    if (wanted.mirror && !found.mirror) await bringBack(wanted.mirror.store, hands, context);
    const { apply } = await import("./apply.ts");
    try {
      await apply(steps, found, wanted, hands);
    } catch (error) {
      await unwire(found, wanted, hands);
      throw error;
    }
    return steps.length;
  });
}

/** Brings back what was kept elsewhere, before there is a mirror; without it the mirror fetches everything anew. */
async function bringBack(store: string, hands: Hands, { persist, log, job }: Context): Promise<void> {
  if (!persist) return;
  const { restore } = await import("./persist/persist.ts");
  try {
    const restored = await restore(persist, hands.host, store, { ...hands, job });
    if (!restored)
      log.info("nothing is brought back: no earlier job has left anything, or there is a store already");
  } catch (error) {
    if (hands.signal.aborted) throw error;
    log.warning(`nothing was brought back from the cache service: ${messageOf(error)}`);
  }
}

/** A mirror that accepts and says nothing costs each pull 15 s, so an engine does not go on asking one that failed. */
async function unwire(found: Observed["found"], wanted: Wanted, hands: Hands): Promise<void> {
  if (hands.signal.aborted || !wanted.mirror) return;
  try {
    const now = (await observe(hands.engine, hands.host, wanted, hands.signal)).found;
    if (now.mirror?.isHealthy) return;
    const { steps } = planRemove(now, wanted.url);
    const { apply } = await import("./apply.ts");
    await apply(
      steps.filter((step) => step.do !== "remove-mirror"),
      now,
      wanted,
      hands,
    );
    if (steps.length > 0 && found.mirrors.length > 0)
      hands.log.warning("the engine no longer asks the mirror, since it does not work");
  } catch {
    // What failed first is what is told.
  }
}

const driftOf = ({ steps, isWired, checkOnly }: Plan): string[] => [
  ...steps.map((step) => `${step.do}: ${step.why}`),
  ...(checkOnly !== undefined && !isWired ? ["the engine does not ask the mirror"] : []),
];

async function verify(
  engine: DockerEngine,
  host: HostSession,
  { url, verifyImage, mirror }: Wanted,
  { isWired, checkOnly }: Plan,
  { theirs, found }: Observed,
  { log, signal }: Context,
): Promise<Pick<Outcome, "state" | "verified">> {
  if (!isWired) return { state: checkOnly === undefined ? "degraded" : "check-only", verified: undefined };
  const isUp = mirror ? found.mirror?.isHealthy === true : theirs !== undefined;
  if (!isUp) log.warning(`the mirror ${url} does not answer`);
  if (verifyImage === undefined) return { state: isUp ? "verified" : "degraded", verified: undefined };
  const verified = await verifyPull(engine, host, { url, reference: verifyImage }, signal);
  if (verified.outcome !== "through") log.warning(sentence(verified.why));
  // Somebody else's mirror may not count; that it answers and is asked first is all there is to know.
  const isShown = verified.outcome === "through" || (verified.outcome === "unknown" && !mirror);
  return { state: isUp && isShown ? "verified" : "degraded", verified };
}

const sentence = (why: string) => bounded(oneLine(why), 500);

/** Looks whether all is as it is to be, and changes nothing. */
export async function checkCache(engine: DockerEngine, wanted: Wanted, context: Context): Promise<Outcome> {
  const { log, signal } = context;
  return withOwn(engine, context, async (host) => {
    const [observed, allowance] = await Promise.all([
      observe(engine, host, wanted, signal),
      wanted.mirror ? askAllowance(wanted.mirror) : undefined,
    ]);
    const plan = planApply(observed.found, wanted);
    await tellPlan(plan, wanted.url, log);
    const drift = driftOf(plan);
    const base = { changed: 0, drift, allowance, start: undefined };
    if (drift.length > 0) {
      const state = plan.checkOnly !== undefined && plan.steps.length === 0 ? "check-only" : "absent";
      return { ...base, state, verified: undefined };
    }
    const verified = await verify(engine, host, wanted, plan, observed, context);
    return { ...base, ...verified, start: await beginAccount(engine, host, wanted.url, signal) };
  });
}

/**
 * Takes everything back: the engine's settings, the mirror, its program and its settings, the images, leases and spare
 * files; with `removeStore` what it has kept, too.
 */
export async function removeCache(
  engine: DockerEngine,
  wanted: Wanted,
  options: { readonly removeStore: boolean; readonly store: string },
  context: Context,
): Promise<Outcome> {
  const { log } = context;
  const owner = `image-cache of ${describeJob(context.job)}`;
  const changed = await withLock(engine, { ...context, owner }, async (host, signal) => {
    const { found } = await observe(engine, host, wanted, signal);
    const plan = planRemove(found, wanted.url);
    tellSteps(plan, log);
    if (plan.checkOnly !== undefined && plan.isWired)
      log.warning(
        `${plan.checkOnly}; its settings are left alone and name ${wanted.url}, which is to be taken out of them by hand`,
      );
    const hands: Hands = { ...context, engine, host, signal };
    const { apply } = await import("./apply.ts");
    await apply(plan.steps, found, wanted, hands);
    const { store, removeStore } = options;
    const path = found.settings?.path;
    const answers = await host.ask([
      { do: "remove", path: programPath(store) },
      { do: "remove", path: settingsPath(store) },
      { do: "remove", path: reserveOf(defaultLedger) },
      ...(path === undefined ? [] : [{ do: "remove", path: backupOf(path) } as const]),
      ...(removeStore ? [{ do: "remove", path: store, recursive: true } as const] : []),
    ]);
    const gone = answers.filter((answer) => "removed" in answer && answer.removed).length;
    const failed = answers.find((answer) => "failed" in answer);
    if (failed && "failed" in failed)
      throw new ReportedError(`not everything could be removed: ${failed.failed}`);
    return plan.steps.length + gone;
  });
  const left = await removeOwn(engine, context);
  if (left > 0) log.info(`${counted(left, "image")} of imgpub stay, as containers have them`);
  const nothing = { verified: undefined, allowance: undefined, start: undefined };
  return { state: "removed", changed, drift: [], ...nothing };
}

/** Removes the leases of jobs and the images; the lock goes by itself. @returns how many images are left */
async function removeOwn(engine: DockerEngine, { signal }: Context): Promise<number> {
  const containers = await listContainers(engine, {
    all: true,
    filters: { label: [ours] },
    signal,
  });
  for (const { id, names, state } of containers)
    if (state !== "running" && !names.includes(lockName) && !names.includes(mirrorName))
      await removeContainer(engine, id, signal);
  return removeNodeImages(engine, signal);
}
