import { expect, test } from "vitest";
import { buildxIndexFixture, pushFixture } from "../support/images/images.ts";
import { startRegistry } from "../support/registry/index.ts";
import { publishAll } from "./kit.ts";

const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 4 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 4 });

// The first tag tells nothing of what the registry has.
test("a tag that is added before one that holds the index has nothing copied again", async () => {
  await using one = await startRegistry();
  await using two = await startRegistry();
  for (const fixture of [amd64, arm64]) pushFixture(one, "build", fixture);
  const sources = [amd64, arm64].map(({ descriptor }) => `${one.host}/build@${descriptor.digest}`);
  const tags = (...names: string[]) => names.map((name) => `${two.host}/copy:${name}`);
  await publishAll([{ sources, tags: tags("1") }]);
  for (const registry of [one, two]) registry.clearRequests();
  const { results } = await publishAll([{ sources, tags: tags("2", "1", "latest") }]);
  expect(results[0]?.state).toBe("published");
  expect.soft(two.writes().filter(({ kind }) => kind === "upload")).toHaveLength(0);
  expect.soft(one.requests.length + two.requests.length).toBeLessThanOrEqual(35);
});
