import assert from "node:assert/strict";
import { pullOverHttp, pushOverHttp } from "../../test/support/images/images.ts";
import { defaultCredentials, faults } from "../../test/support/registry/index.ts";
import { runAction } from "../../test/support/runner.ts";
import {
  builds,
  dockerAuth,
  sourceLines,
  startBearerRegistry,
} from "../../test/support/scenarios/publish.ts";
import { heading, say, show } from "./output.ts";

const lagMs = 2_000;
const platforms = ["linux/amd64", "linux/arm64"];
const tags = ["1.2.3", "1.2", "latest"];
const repository = "acme/app";

/** A registry that lags, two pushed platforms, the two actions that publish, and another client that pulls. */
export async function publish(): Promise<void> {
  await using registry = await startBearerRegistry({ lagMs });
  const image = `${registry.host}/${repository}`;
  const env = dockerAuth(registry.host);
  heading("Registry");
  say(`${image}, with Bearer tokens; what is pushed can be read ${lagMs / 1_000} s later`);

  heading("Push an image and its attestation for each platform, by digest, as docker buildx does");
  const images = builds(platforms, { layers: 3, layerSize: 50_000 });
  await Promise.all(
    images.map((build) => pushOverHttp(registry.origin, repository, build, defaultCredentials)),
  );
  for (const [at, { descriptor }] of images.entries()) say(`${platforms[at]}  ${descriptor.digest}`);
  const sources = sourceLines(registry.host, repository, images);

  heading("Run wait-digests");
  // On a busy machine the action may begin when the lag is over; what it does about one is to be seen all the same.
  for (const { descriptor } of images)
    registry.faults.add({ match: faults.where({ reference: descriptor.digest }), act: faults.notFound() });
  const waited = await runAction("wait-digests", { inputs: { refs: sources }, env });
  show(waited);
  assert.equal(waited.outputs.refs, sources, "wait-digests resolved other digests");

  heading(`Run publish-index for the tags ${tags.join(", ")}`);
  const inputs = { image, sources, tags: tags.join("\n"), platforms: platforms.join(",") };
  const published = await runAction("publish-index", { inputs, env });
  show(published);

  heading("Pull every tag with another client");
  const pulled = await Promise.all(
    tags.map((tag) => pullOverHttp(registry.origin, repository, tag, defaultCredentials)),
  );
  for (const [at, { digest, platforms: found, attestations }] of pulled.entries()) {
    assert.equal(digest, published.outputs.digest, `${tags[at]} does not hold the digest that was published`);
    assert.deepEqual(found.toSorted(), platforms);
    assert.equal(attestations, platforms.length);
    say(`✓ ${tags[at]} holds ${digest}`);
  }
  const [{ manifests = 0, blobs = 0, bytes = 0 } = {}] = pulled;
  say(`✓ it is an image for ${platforms.join(" and ")}`);
  say(`✓ each has its attestation beside it (${platforms.length})`);
  say(
    `✓ ${manifests} manifests and ${blobs} blobs, ${bytes} bytes, have the digest and size they are listed with`,
  );

  registry.clearRequests();
  const again = await runAction("publish-index", { inputs, env });
  assert.equal(again.exitCode, 0, again.stdout);
  assert.equal(again.outputs.digest, published.outputs.digest);
  assert.equal(registry.writes().length, 0);
  say("✓ publishing the same again gives the same digest and writes nothing");
}
