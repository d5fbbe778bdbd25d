import fc, { array, constantFrom } from "fast-check";
import { expect, test } from "vitest";
import { fallbacks, hubRepository } from "../../src/cache/fallbacks.ts";
import type { EngineEvent } from "../../src/docker/system.ts";
import type { Read } from "../../src/mirror/reads.ts";

const digest = `sha256:${"a".repeat(64)}` as const;

test.each([
  ["debian", "library/debian"],
  ["debian:12", "library/debian"],
  [`debian:12@${digest}`, "library/debian"],
  [`debian@${digest}`, "library/debian"],
  ["acme/app:1", "acme/app"],
  ["docker.io/acme/app", "acme/app"],
  ["docker.io/library/debian:12", "library/debian"],
  ["index.docker.io/debian", "library/debian"],
  ["registry-1.docker.io/acme/app:1", "acme/app"],
  ["ghcr.io/acme/app:1", undefined],
  ["localhost/app", undefined],
  ["localhost:5000/app:1", undefined],
  ["registry:5000/acme/app", undefined],
  ["mydocker.io/acme/app", undefined],
])("%s is %s on Docker Hub", (name, repository) => {
  expect(hubRepository(name)).toBe(repository);
});

const event = (type: string, action: string, id: string): EngineEvent => ({
  ...{ type, action, id, attributes: {}, timeNano: 1 },
});
const read = (repository: string): Read => ({ repository, digest, kind: "manifest", size: 1, at: 1 });

test("a pull from Docker Hub that the mirror has not given is one past it", () => {
  const events = [
    event("image", "pull", "debian:12"),
    event("image", "pull", "acme/app:1"),
    event("image", "pull", "ghcr.io/acme/app:1"),
    event("image", "tag", "alpine:3"),
    event("container", "create", "alpine:3"),
  ];
  expect(fallbacks(events, [read("library/debian")])).toEqual(["acme/app:1"]);
  expect(fallbacks(events, [])).toEqual(["debian:12", "acme/app:1"]);
});

test("of any pulls, those count that the mirror gave nothing for, and each as often as it was", () => {
  const names = constantFrom("a", "b:1", "acme/c", "docker.io/d:2", "ghcr.io/e/f");
  fc.assert(
    fc.property(
      array(names),
      array(constantFrom("library/a", "library/b", "acme/c", "library/d")),
      (pulled, given) => {
        const past = fallbacks(
          pulled.map((name) => event("image", "pull", name)),
          given.map(read),
        );
        const expected = pulled.filter((name) => {
          const repository = hubRepository(name);
          return repository !== undefined && !given.some((one) => one === repository);
        });
        expect(past).toEqual(expected);
      },
    ),
  );
});
