import { parseReference } from "../../src/image/reference.ts";
import type { PublishOptions } from "../../src/publish/kit.ts";
import { publish } from "../../src/publish/publish.ts";
import type { Target, TargetResult } from "../../src/publish/target.ts";
import { FastClock } from "../registry/clocks.ts";
import { rightUser, stored, testClient } from "../registry/kit.ts";
import type { Registry, RequestView } from "../support/registry/index.ts";

const options: PublishOptions = {
  movingTags: ["latest", "edge"],
  ifExists: "overwrite",
  created: "keep",
  dryRun: false,
  heal: false,
  referrers: "none",
  waitTimeout: 600_000,
  concurrency: 4,
};

/** References in full: `registry/repository@digest`, `registry/repository:tag`. */
export interface Wanted {
  readonly name?: string;
  readonly sources: readonly string[];
  readonly tags: readonly string[];
}

/** Publishes targets with a clock that never waits, and tells what became of each and what was logged. */
export async function publishAll(
  wanted: readonly Wanted[],
  more: Partial<PublishOptions> = {},
  clock = new FastClock(),
): Promise<{ results: TargetResult[]; lines: string[] }> {
  const lines: string[] = [];
  const info = (line: string) => void lines.push(line);
  const log = { info, notice() {}, warning: info, debug() {}, group() {}, endGroup() {} };
  const targets = wanted.map(
    ({ name = "app", sources, tags }): Target => ({
      name,
      sources: sources.map(parseReference),
      tags: tags.map(parseReference),
      merge: { annotations: {}, descriptorAnnotations: [] },
      platforms: [],
    }),
  );
  const hosts = [...targets.flatMap(({ sources, tags }) => [...sources, ...tags])].map(
    ({ registry }) => registry,
  );
  const credentials = stored(Object.fromEntries(hosts.map((host) => [host, rightUser])));
  const { client } = testClient({ credentials, clock });
  const { signal } = new AbortController();
  const results = await publish(targets, targets, client, { ...options, ...more }, { log, signal });
  return { results, lines };
}

/** Requests as lines such as `HEAD app/manifests/1 200`, digests replaced by what `names` calls them. */
export function linesOf(
  registry: Registry,
  names: Readonly<Record<string, string>>,
  which: (request: RequestView) => boolean = () => true,
): string[] {
  return registry.requests.filter(which).map(({ method, path, status }) => {
    const text = `${method} ${path.replace(/^\/v2\//, "").replace("/manifests/", " ")} ${status}`;
    return Object.entries(names).reduce((line, [name, digest]) => line.replaceAll(digest, name), text);
  });
}
