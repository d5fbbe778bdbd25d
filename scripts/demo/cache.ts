import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { counted } from "../../src/base/words.ts";
import { countedSince } from "../../src/mirror/stats.ts";
import { startTestEngine, type TestEngine } from "../../test/support/mirror/engine.ts";
import { pull } from "../../test/support/mirror/pull.ts";
import { blobBytes, credential, type Hub, startHub } from "../../test/support/mirror/upstream.ts";
import { faults } from "../../test/support/registry/index.ts";
import { heading, say } from "./output.ts";

const repository = "library/app";

/** A registry that counts pulls, the engine of image-cache before it, and what each pull costs. */
export async function cache(): Promise<void> {
  await using hub = await startHub();
  await using engine = await startTestEngine({ upstream: hub.registry.origin, ...credential });
  heading("A registry that asks for a login, and the engine of image-cache before it");
  say(`${repository}:1 is ${hub.image.descriptor.digest}, with two layers`);

  heading("Pull through the engine: cold, warm, and by digest");
  const cold = await told(hub, engine, "cold", "1");
  assert.equal(cold.misses, 4);
  const warm = await told(hub, engine, "warm", "1");
  assert.deepEqual([warm.misses, warm.upstreamRequests, warm.upstreamBytes], [0, 1, 0]);
  const byDigest = await told(hub, engine, "by digest", hub.image.descriptor.digest);
  assert.equal(byDigest.upstreamRequests, 0);

  heading("Pull while the registry answers 429, and then 404");
  hub.registry.faults.add({ act: faults.tooMany(), times: Number.POSITIVE_INFINITY });
  const limited = await told(hub, engine, "429", "1");
  assert.equal(limited.staleServed, 1);
  hub.registry.faults.clear();
  hub.registry.removeTag(repository, "1");
  // What failed a moment ago is not asked again.
  const gone = async () => (await fetch(`${engine.origin}/v2/${repository}/manifests/1`)).status;
  let status = await gone();
  for (; status === 200; status = await gone()) await sleep(50);
  assert.equal(status, 404);
  say("✓ a tag that is not there any more is not served");
}

/** Pulls, and says what the engine has counted. */
async function told({ registry }: Hub, engine: TestEngine, how: string, reference: string) {
  const before = await engine.stats();
  registry.clearRequests();
  const { bytes } = await pull(engine.origin, repository, reference);
  const since = countedSince(before, await engine.stats());
  assert.equal(since.failures, 0);
  const upstream = `${counted(since.upstreamRequests, "request")} and ${since.upstreamBytes} bytes upstream`;
  const stale = since.staleServed > 0 ? ", as the tag was before, and counted so" : "";
  say(`✓ ${how}: ${since.hits} of ${since.hits + since.misses} from the disk, ${upstream}${stale}`);
  assert.equal(since.servedBytes, bytes);
  assert.ok(blobBytes(registry.requests) <= since.upstreamBytes);
  return since;
}
