import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { dockerHost } from "../../src/docker/docker-host.ts";
import { workspace } from "../support/workspace.ts";

const metaOf = (context: string) =>
  `contexts/meta/${createHash("sha256").update(context).digest("hex")}/meta.json`;
const pointsAt = (address: string) => JSON.stringify({ Endpoints: { docker: { Host: address } } });

it("takes what was given, before what the environment says", () => {
  const env = { DOCKER_HOST: "unix:///env.sock", DOCKER_CONTEXT: "other", HOME: "/nowhere" };
  expect(dockerHost("unix:///given.sock", env)).toEqual({
    socket: "/given.sock",
    from: `input "docker-host"`,
  });
  expect(dockerHost(undefined, env)).toEqual({ socket: "/env.sock", from: "DOCKER_HOST" });
});

it("follows a context as Docker's client does", async () => {
  const { path, dispose } = await workspace({
    "config.json": JSON.stringify({ currentContext: "rootless" }),
    [metaOf("rootless")]: pointsAt("unix:///run/user/1000/docker.sock"),
    [metaOf("other")]: pointsAt("unix:///other.sock"),
    [metaOf("far")]: pointsAt("ssh://build@host.example"),
  });
  try {
    const env = { DOCKER_CONFIG: path, HOME: "/nowhere" };
    expect(dockerHost(undefined, env).socket).toBe("/run/user/1000/docker.sock");
    expect(dockerHost(undefined, { ...env, DOCKER_CONTEXT: "other" }).socket).toBe("/other.sock");
    expect(dockerHost(undefined, { ...env, DOCKER_CONTEXT: "default" }).from).toBe("Docker's default");
    expect(() => dockerHost(undefined, { ...env, DOCKER_CONTEXT: "far" })).toThrow(
      'the Docker context "far": "ssh://build@host.example" is not the address of a unix socket: expected one such as unix:///var/run/docker.sock',
    );
    expect(() => dockerHost(undefined, { ...env, DOCKER_CONTEXT: "gone" })).toThrow(
      'the Docker context "gone" has no address in',
    );
  } finally {
    await dispose();
  }
});

it("goes to the system's socket where nothing else is said", () => {
  expect(dockerHost(undefined, { HOME: "/nowhere" }).socket).toBe("/var/run/docker.sock");
});

it.each([
  "tcp://127.0.0.1:2375",
  "ssh://host.example",
  "http://host.example",
  "/var/run/docker.sock",
  "unix://",
  "unix://a",
])("refuses %s in one sentence", (address) => {
  expect(() => dockerHost(address, {})).toThrow(
    `input "docker-host": "${address}" is not the address of a unix socket: expected one such as unix:///var/run/docker.sock, since the host of the engine is worked on through it`,
  );
});

it("has a home that a user without one, or with one that leads nowhere, cannot change", () => {
  expect(dockerHost(undefined, { HOME: "relative", DOCKER_CONTEXT: "default" }).from).toBe(
    "Docker's default",
  );
  expect(() => dockerHost(undefined, { HOME: "relative", DOCKER_CONTEXT: "gone" })).toThrow(
    'has no address in "/.docker/contexts"',
  );
});
