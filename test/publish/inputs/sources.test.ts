import { afterAll, beforeAll, expect, test } from "vitest";
import { formatReference } from "../../../src/image/reference.ts";
import { expandSources, sourceName } from "../../../src/publish/inputs/sources.ts";
import { workspace } from "../../actions/step.ts";

const hex = "a".repeat(64);
const image = { registry: "ghcr.io", repository: "org/app" };
const metadata = (name?: string) =>
  JSON.stringify({
    "containerimage.digest": `sha256:${hex}`,
    ...(name !== undefined && { "image.name": name }),
  });

let space: Awaited<ReturnType<typeof workspace>>;
beforeAll(async () => {
  space = await workspace({
    [`digests/${hex}`]: "",
    "packages/@scope/app/meta.json": metadata("ghcr.io/org/app"),
    "meta/plain.json": metadata(),
    "meta/many.json": metadata("docker.io/org/app:1,ghcr.io/org/app:1"),
  });
});
afterAll(() => space.dispose());

const expand = async (...lines: string[]) =>
  (await expandSources(lines, image, space.path)).map(formatReference);

test.each([
  [`sha256:${hex}`, `ghcr.io/org/app@sha256:${hex}`],
  ["ghcr.io/org/app:1", "ghcr.io/org/app:1"],
  [`app@sha256:${hex}`, `docker.io/library/app@sha256:${hex}`],
  [`[::1]:5000/app:1`, "[::1]:5000/app:1"],
  [`[::1]:5000/app@sha256:${hex}`, `[::1]:5000/app@sha256:${hex}`],
  ["digests", `ghcr.io/org/app@sha256:${hex}`],
  ["./digests/", `ghcr.io/org/app@sha256:${hex}`],
  ["packages/@scope/app/meta.json", `ghcr.io/org/app@sha256:${hex}`],
  ["packages/@scope/*/meta.json", `ghcr.io/org/app@sha256:${hex}`],
  ["meta/plain.json", `ghcr.io/org/app@sha256:${hex}`],
  ["meta/many.json", `ghcr.io/org/app@sha256:${hex}`],
])("%s", async (line, expected) => {
  expect(await expand(line)).toEqual([expected]);
});

test("absolute paths and globs are taken too", async () => {
  const digest = `ghcr.io/org/app@sha256:${hex}`;
  expect(await expand(`${space.path}/digests`)).toEqual([digest]);
  expect(await expand(`${space.path}/meta/*.json`)).toEqual([digest]);
});

test("the same source in several forms counts once", async () => {
  expect(await expand(`sha256:${hex}`, "digests", "meta/*.json", "packages/**/*.json")).toEqual([
    `ghcr.io/org/app@sha256:${hex}`,
  ]);
});

test("without image, a build is where it says it was pushed", async () => {
  const found = await expandSources(["meta/many.json"], undefined, space.path);
  expect(found.map(formatReference)).toEqual([`docker.io/org/app@sha256:${hex}`]);
});

test.each([
  [
    "ghcr.io/org/app:1,platform=linux/arm/v6",
    "platform=linux/arm/v6",
    { os: "linux", architecture: "arm", variant: "v6" },
  ],
  [
    `sha256:${hex} , OS.Version = 10.0.20348.2402`,
    "os.version=10.0.20348.2402",
    { "os.version": "10.0.20348.2402" },
  ],
  [
    "digests,platform=windows/amd64,os.version=10.0.1",
    "platform=windows/amd64,os.version=10.0.1",
    { os: "windows", architecture: "amd64", "os.version": "10.0.1" },
  ],
  ["meta/*.json,platform=linux/amd64", "platform=linux/amd64", { os: "linux", architecture: "amd64" }],
])("%s says a platform", async (line, text, platform) => {
  const [found, ...others] = await expandSources([line], image, space.path);
  expect(others).toEqual([]);
  expect(found?.said).toEqual({ text, platform });
});

test("one source with two platforms is two", async () => {
  const lines = ["app:1", "app:1,platform=linux/arm/v6", "app:1,platform=linux/arm/v7", "app:1"];
  expect((await expandSources(lines, image, space.path)).map(sourceName)).toEqual([
    "docker.io/library/app:1",
    "docker.io/library/app:1,platform=linux/arm/v6",
    "docker.io/library/app:1,platform=linux/arm/v7",
  ]);
});
