import { type HostSession, hasFailed } from "../docker/host/ask-host.ts";
import { parseReads, type Reads } from "../mirror/reads.ts";
import { type MirrorStats, parseStats } from "../mirror/stats.ts";

/** How long the mirror may take to say what it has counted, in ms. */
const patience = 5_000;

/** What the mirror has counted; undefined where it is none of ours, or does not answer. */
export async function readStats(host: HostSession, url: string): Promise<MirrorStats | undefined> {
  return (await ask(host, `${url}/_imgpub/stats`, parseStats)) ?? undefined;
}

/** What the mirror has given since a time on its own clock, in ms; undefined where it cannot be asked. */
export async function readReads(host: HostSession, url: string, since: number): Promise<Reads | undefined> {
  return await ask(host, `${url}/_imgpub/reads?since=${Math.max(0, Math.floor(since))}`, parseReads);
}

async function ask<T>(host: HostSession, url: string, parse: (text: string) => T): Promise<T | undefined> {
  const [answer] = await host.ask([{ do: "get", url, timeout: patience }]);
  if (hasFailed(answer) || answer.status !== 200) return undefined;
  try {
    return parse(answer.text);
  } catch {
    return undefined;
  }
}
