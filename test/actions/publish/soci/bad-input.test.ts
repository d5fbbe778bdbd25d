import { expect, test } from "vitest";
import { type ActionInputs, expectOneError, publish, stillClock } from "../../step.ts";
import { plain, Scene } from "./soci.ts";

const size = "expected a number with one of B, kB, MB, GB, KiB, MiB, GiB, such as 10MiB";
const range = "expected a size from 64KiB to 1GiB";
const tag =
  "expected letters, digits, dots, dashes and underscores, such as -soci, and tags of at most 128 characters";
const without = "given without lazy loading; expected it together with soci: true, or not at all";

const cases: [ActionInputs<"publish-index">, string][] = [
  [{ "soci-min-layer-size": "10" }, `input "soci-min-layer-size": "10" has no unit; ${size}`],
  [{ "soci-min-layer-size": "10 mib" }, `input "soci-min-layer-size": "10 mib" is not a size; ${size}`],
  [
    { "soci-min-layer-size": "1 constructor" },
    `input "soci-min-layer-size": "1 constructor" is not a size; ${size}`,
  ],
  [{ "soci-min-layer-size": "-1MiB" }, `input "soci-min-layer-size": "-1MiB" is not a size; ${size}`],
  [{ "soci-span-size": "4" }, `input "soci-span-size": "4" has no unit; ${size}`],
  [{ "soci-span-size": "63.9KiB" }, `input "soci-span-size": "63.9KiB" is out of range; ${range}`],
  [{ "soci-span-size": "1025MiB" }, `input "soci-span-size": "1025MiB" is out of range; ${range}`],
  [{ "soci-tag-suffix": "/soci" }, `input "soci-tag-suffix": "/soci" makes no valid tag of "1"; ${tag}`],
  [
    { "soci-tag-suffix": "-".repeat(128) },
    `input "soci-tag-suffix": "${"-".repeat(128)}" makes no valid tag of "1"; ${tag}`,
  ],
  [
    { "soci-platforms": "windows/amd64" },
    'input "soci-platforms": "windows/amd64" cannot be loaded lazily; expected Linux platforms, such as linux/amd64',
  ],
  [{ soci: "perhaps" }, 'input "soci": "perhaps" is not a boolean; expected true or false'],
  [{ ...plain, "soci-span-size": "1MiB" }, `input "soci-span-size": ${without}`],
  [{ ...plain, "soci-min-layer-size": "1MiB" }, `input "soci-min-layer-size": ${without}`],
  [{ ...plain, "soci-platforms": "linux/amd64" }, `input "soci-platforms": ${without}`],
  [{ ...plain, "soci-tag-suffix": "-soci" }, `input "soci-tag-suffix": ${without}`],
];

test.each(cases)("%o is refused in one sentence", async (inputs, sentence) => {
  const run = await publish(
    { sources: "127.0.0.1:9/app:1", tags: "127.0.0.1:9/app:1", soci: "true", ...inputs },
    stillClock,
  );
  expect(expectOneError(run)).toBe(sentence);
});

test("a target's own words are named with it", async () => {
  const target = { name: "app", sources: ["127.0.0.1:9/app:1"], tags: ["127.0.0.1:9/app:1"], soci: true };
  const run = await publish(
    {
      targets: JSON.stringify([
        { ...target, "soci-span-size": "4MiB" },
        { ...target, name: "b", "soci-span-size": "1B" },
      ]),
    },
    stillClock,
  );
  expect(expectOneError(run)).toBe(
    `input "targets": target "b": soci-span-size: "1B" is out of range; ${range}`,
  );
});

test("a platform that the image lacks is named before any layer is read", async () => {
  await using scene = await Scene.begin();
  const run = await scene.run({
    tags: scene.tags(scene.one, "app", "1"),
    "soci-platforms": "linux/amd64,linux/s390x",
  });
  expect(expectOneError(run)).toBe(
    'input "soci-platforms": the sources have no image for linux/s390x; they have linux/amd64, linux/arm64, linux/riscv64',
  );
  expect(scene.layerReads()).toEqual([]);
  expect(scene.one.writes()).toEqual([]);
});
