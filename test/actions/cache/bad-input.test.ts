import { expect, test } from "vitest";
import { runAction } from "../../support/runner.ts";
import { type ActionInputs, expectOneError, expectSuccess } from "../step.ts";

/** Nothing listens there, and nothing is to be asked there before the inputs are read. */
const nowhere = { "docker-host": "unix:///nowhere/docker.sock", upstream: "http://127.0.0.1:9" };
const run = (inputs: ActionInputs<"image-cache">, env: Record<string, string> = {}) =>
  runAction("image-cache", { inputs: { ...nowhere, ...inputs }, env });

test.each<[ActionInputs<"image-cache">, string]>([
  [{ mode: "install" }, 'input "mode": "install" '],
  [{ username: "acme" }, 'input "password": is missing beside "username"; expected both or neither'],
  [{ password: "s3cret" }, 'input "username": is missing beside "password"; expected both or neither'],
  [
    { "mirror-url": "mirror.lan" },
    'input "mirror-url": "mirror.lan" is not the address of a mirror; expected ',
  ],
  [{ "mirror-url": "http://a:b@mirror.lan" }, 'input "mirror-url": has credentials in it'],
  [{ upstream: "registry-1.docker.io" }, 'input "upstream": "registry-1.docker.io" is not the address'],
  [{ "max-size": "20" }, 'input "max-size": "20" has no unit; expected '],
  [{ "max-size": "1MB" }, 'input "max-size": 1 MB is too small for a store; expected at least 64 MB'],
  [{ "min-free": "100%" }, 'input "min-free": "100%" is neither a share nor a size; expected '],
  [{ store: "mirror" }, 'input "store": "mirror" is not a folder for the store; expected '],
  [{ store: "/srv/../etc/a" }, 'input "store": "/srv/../etc/a" is not a folder for the store; expected '],
  [{ port: "80" }, 'input "port": '],
  [{ port: "65536" }, 'input "port": '],
  [{ stale: "a day" }, 'input "stale": '],
  [{ "daemon-config": "daemon.json" }, 'input "daemon-config": "daemon.json" is no absolute path; expected '],
  [
    { "verify-image": "ghcr.io/acme/app:1" },
    'input "verify-image": "ghcr.io/acme/app:1" is no image of Docker Hub',
  ],
  [{ "fail-on": "always" }, 'input "fail-on": "always" is unknown; expected '],
  [{ "fail-on": "never, bypass" }, 'input "fail-on": "never" stands beside others; expected '],
  [{ persist: "s3" }, 'input "persist": "s3" '],
  [{ persist: "actions-cache" }, 'input "persist": actions-cache needs a cache service'],
  [{ "remove-store": "yes" }, 'input "remove-store": '],
  [
    { "remove-store": "true" },
    'input "remove-store": is given with mode apply; expected it with mode remove',
  ],
  [
    { "docker-host": "tcp://10.0.0.1:2375" },
    'input "docker-host": "tcp://10.0.0.1:2375" is not the address of a unix socket',
  ],
  [
    { "docker-host": "ssh://build@host" },
    'input "docker-host": "ssh://build@host" is not the address of a unix socket',
  ],
  [{}, "/nowhere/docker.sock"],
])("%j is one sentence", async (inputs, sentence) => {
  const ended = await run(inputs);
  const message = expectOneError(ended);
  expect(message).toContain(sentence);
  if (message.startsWith("input ")) expect(message).toContain("expected ");
  expect(message).not.toContain("s3cret");
  expect(ended.outputs).toEqual({});
  expect(ended.state).toEqual({});
});

test("on a runner of GitHub's there is nothing to cache, and no engine is asked", async () => {
  const ended = await run({}, { RUNNER_ENVIRONMENT: "github-hosted" });
  expectSuccess(ended);
  expect(ended.outputs).toMatchObject({ state: "skipped", changed: "false" });
  expect(ended.outputs).not.toHaveProperty("hits");
  expect(ended.state).toEqual({});
});

test("what to write where is told without an engine", async () => {
  const ended = await run({ mode: "report", "mirror-url": "http://mirror.lan:5000" });
  expectSuccess(ended);
  for (const line of [
    '"registry-mirrors": ["http://mirror.lan:5000"]',
    'virtualisation.docker.daemon.settings.registry-mirrors = [ "http://mirror.lan:5000" ];',
    "--registry-mirror=http://mirror.lan:5000",
    '[registry."mirror.lan:5000"]',
    '[host."http://mirror.lan:5000"]',
    'location = "mirror.lan:5000"',
  ])
    expect(ended.log).toContain(line);
  expect(JSON.parse(ended.outputs.report ?? "").advice).toHaveLength(6);
});
