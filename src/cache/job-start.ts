import { isRecord, parseJson } from "../base/json.ts";
import type { DockerEngine } from "../docker/engine.ts";
import type { HostSession } from "../docker/host/ask-host.ts";
import { events } from "../docker/system.ts";
import { type MirrorStats, parseStats } from "../mirror/stats.ts";
import { readReads, readStats } from "./mirror-client.ts";

/** What main leaves for post, as text. */
export interface JobStart {
  readonly url: string;
  /** ms since the epoch, by this runner's clock. */
  readonly at: number;
  /** The time of the last event that the engine had told of, by which it is seen whether it has forgotten any. */
  readonly marker: number;
  /** The mirror's clock then, in ms since the epoch; 0 where it does not tell. */
  readonly now: number;
  /** What the mirror had counted; undefined where it does not count. */
  readonly stats: MirrorStats | undefined;
}

export function startText(start: JobStart): string {
  return JSON.stringify(start);
}

/** What main has left; undefined where it left nothing, as it failed. */
export function parseStart(text: string): JobStart | undefined {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value.url !== "string") return undefined;
  const { url, at, marker, now, stats } = value;
  if (typeof at !== "number" || typeof marker !== "number" || typeof now !== "number") return undefined;
  return { url, at, marker, now, stats: isRecord(stats) ? parseStats(JSON.stringify(stats)) : undefined };
}

/** What there is to be compared with when the job ends. */
export async function beginAccount(
  engine: DockerEngine,
  host: HostSession,
  url: string,
  signal: AbortSignal,
): Promise<JobStart> {
  const stats = await readStats(host, url);
  const reads = stats && (await readReads(host, url, Number.MAX_SAFE_INTEGER));
  const at = Date.now();
  const happened = await events(engine, { since: 0, until: at / 1_000, signal });
  return { url, at, stats, now: reads?.now ?? 0, marker: happened.at(-1)?.timeNano ?? 0 };
}
