import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { publishAll } from "./kit.ts";

const { where } = faults;
const source = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1 })]);
const index = source.descriptor.digest;
const newer = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "newer" })]);

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry({ auth: "bearer" });
});
afterAll(() => registry.close());
beforeEach(() => registry.faults.clear());

/** Moves the tag `2` of a repository away, once it was looked at and the source was asked for `times` more. */
function moveAway(app: string, times: number): () => void {
  let looked = false;
  let asked = 0;
  return registry.onRequest((request) => {
    if (looked && where({ repository: app, reference: index })(request) && ++asked === times)
      pushFixture(registry, app, newer, { tag: "2" });
    looked ||= where({ repository: app, reference: "2" })(request);
  });
}

/** Publishes tags of a repository, each as a target of its own, from one source. */
const publish = (app: string, ...tags: string[]) =>
  publishAll(
    tags.map((tag) => ({
      name: `t${tag}`,
      sources: [`${registry.host}/${app}@${index}`],
      tags: [`${registry.host}/${app}:${tag}`],
    })),
  );

test("a tag is looked at anew where another target waited for the source of both", async () => {
  for (const tag of ["1", "2"]) pushFixture(registry, "shared", source, { tag });
  registry.faults.add({
    match: where({ repository: "shared", reference: index }),
    times: 8,
    act: faults.notFound(),
  });
  const off = moveAway("shared", 4);
  const { results } = await publish("shared", "1", "2");
  off();
  expect(results.map(({ state }) => state)).toEqual(["unchanged", "published"]);
  expect(registry.tags("shared").get("2")).toBe(index);
});

test("a tag is looked at anew where the source was missing before the registry's limit was met", async () => {
  pushFixture(registry, "limited", source, { tag: "2" });
  const asked = { repository: "limited", reference: index };
  registry.faults.add({ match: where({ ...asked, method: "GET" }), act: faults.notFound() });
  registry.faults.add({ match: where({ ...asked, method: "HEAD" }), times: 4, act: faults.status(429) });
  const off = moveAway("limited", 4);
  const { results } = await publish("limited", "2");
  off();
  expect(results[0]).toMatchObject({ state: "published" });
  expect(registry.tags("limited").get("2")).toBe(index);
});
