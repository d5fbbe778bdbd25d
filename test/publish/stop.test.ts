import { expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, startRegistry } from "../support/registry/index.ts";
import { publishAll } from "./kit.ts";

const { where } = faults;
const image = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1 })]);
const { digest } = image.descriptor;

/** Publishes to two repositories, where something is refused for good. */
async function publish(refused: Parameters<typeof where>[0], tags: readonly string[]) {
  await using registry = await startRegistry({ auth: "bearer" });
  pushFixture(registry, "source", image);
  registry.faults.add({ match: where(refused), act: faults.status(403), times: Number.POSITIVE_INFINITY });
  const { results } = await publishAll([
    {
      sources: [`${registry.host}/source@${digest}`],
      tags: tags.map((tag) => `${registry.host}/${tag}`),
    },
  ]);
  const [result] = results;
  return {
    state: result?.state,
    tags: result?.tags.map(({ ref, state }) => `${ref.slice(registry.host.length + 1)} ${state}`),
    held: ["one", "two"].map((name) => [...registry.tags(name).keys()].sort().join()),
  };
}

const tags = ["one:1.2.3", "one:latest", "two:1.2.3", "two:latest"];

test("a version tag that is refused keeps every moving tag where it is, at all destinations", async () => {
  expect(await publish({ method: "PUT", repository: "one", reference: "1.2.3" }, tags)).toEqual({
    state: "failed",
    tags: ["one:1.2.3 failed", "one:latest not-moved", "two:1.2.3 published", "two:latest not-moved"],
    held: ["", "1.2.3"],
  });
});

test("where the index could not be put no tag is moved, and no moving one anywhere", async () => {
  expect(await publish({ method: "PUT", repository: "one", reference: digest }, tags)).toMatchObject({
    state: "failed",
    held: ["", "1.2.3"],
  });
});

test("a moving tag that is refused stops none", async () => {
  expect(await publish({ method: "PUT", repository: "one", reference: "latest" }, tags)).toEqual({
    state: "failed",
    tags: ["one:1.2.3 published", "one:latest failed", "two:1.2.3 published", "two:latest published"],
    held: ["1.2.3", "1.2.3,latest"],
  });
});
