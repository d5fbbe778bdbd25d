import { spawnSync } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createContainer, removeContainer } from "../../src/docker/containers.ts";
import { connectDocker, DockerError, engineAt, isAtLeast, nameInPath } from "../../src/docker/engine.ts";
import { inspectImage, listImages, pullImage, removeImage } from "../../src/docker/images.ts";
import { events, info, pruneBuildCache } from "../../src/docker/system.ts";
import { startFakeEngine } from "../support/docker/fake-engine.ts";
import { workspace } from "../support/workspace.ts";

const { signal } = new AbortController();
const connect = (dockerHost: string) => connectDocker({ dockerHost, env: {}, signal });

describe("a version is agreed upon", () => {
  it.each([
    ["1.24", "1.24"],
    ["1.41", "1.41"],
    ["1.51", "1.51"],
    ["1.99", "1.51"],
  ])("an engine of %s is spoken to in %s", async (theirs, spoken) => {
    await using fake = await startFakeEngine(
      (_, response) => response.end("[]"),
      (response) => response.writeHead(200, { "Api-Version": theirs }).end(),
    );
    const engine = await connect(fake.host);
    expect(engine.apiVersion).toBe(spoken);
    await listImages(engine, { signal });
    expect(fake.asked).toEqual(["GET /_ping", `GET /v${spoken}/images/json`]);
  });

  it("1.9 is older than 1.41, and 2.0 newer", () => {
    expect([isAtLeast("1.9", "1.41"), isAtLeast("1.41", "1.41"), isAtLeast("2.0", "1.41")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it.each([
    { status: 200, headers: {} },
    { status: 200, headers: { "Api-Version": "new" } },
    { status: 404, headers: { "Api-Version": "1.41" } },
  ])("what answers otherwise is no engine: %o", async ({ status, headers }) => {
    await using fake = await startFakeEngine(
      () => {},
      (response) => response.writeHead(status, headers).end("<html>"),
    );
    await expect(connect(fake.host)).rejects.toThrow(
      `what listens at "${fake.socket}" (input "docker-host") is no Docker engine: it answered ${status} to /_ping, without a version of the API`,
    );
  });
});

describe("an engine that cannot be reached is told with what to do", () => {
  it("where there is no socket, or no folder of it", async () => {
    for (const path of ["/nowhere/docker.sock", "/dev/null/docker.sock"])
      await expect(connect(`unix://${path}`)).rejects.toThrow(
        `the Docker engine at "${path}" (input "docker-host") is not there: start the engine, mount its socket into the job's container, or name another with docker-host`,
      );
  });

  it("where nobody listens, and where it is a file", async () => {
    const { path, dispose } = await workspace({ file: "" });
    try {
      const socket = join(path, "docker.sock");
      // Whoever is killed leaves its socket.
      const listen = `require("node:net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
      spawnSync(process.execPath, ["--eval", listen]);
      await expect(connect(`unix://${socket}`)).rejects.toThrow("does not listen: start the engine");
      await expect(connect(`unix://${path}/file`)).rejects.toThrow(/does not listen|is not a socket/);
    } finally {
      await dispose();
    }
  });

  it("where it may not be spoken to", async () => {
    const { path, dispose } = await workspace();
    const socket = join(path, "docker.sock");
    const server = createServer().listen(socket);
    try {
      await chmod(path, 0o755);
      await chmod(socket, 0o600);
      const source = new URL("../../src/docker/engine.ts", import.meta.url).href;
      const script = join(path, "connect.mjs");
      await writeFile(
        script,
        `import { connectDocker } from ${JSON.stringify(source)};
        await connectDocker({ dockerHost: process.argv[2], env: {}, signal: new AbortController().signal })
          .catch(({ message }) => console.log(message));`,
      );
      // Root may speak to all of them.
      const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
      if (process.getuid?.() !== 0) await chmod(socket, 0);
      const { stdout, stderr } = spawnSync(process.execPath, [script, `unix://${socket}`], {
        ...user,
        encoding: "utf8",
      });
      expect(stdout, stderr).toBe(
        `the Docker engine at "${socket}" (input "docker-host") may not be spoken to: add the runner's user to the group docker, or mount the socket so that the job may write to it\n`,
      );
    } finally {
      server.close();
      await dispose();
    }
  });

  it("where the answer is none of HTTP, or breaks off", async () => {
    const { path, dispose } = await workspace();
    const socket = join(path, "docker.sock");
    let words = "SSH-2.0-OpenSSH_9.2\r\n";
    const server = createServer((connection) => void connection.end(words)).listen(socket);
    try {
      await expect(connect(`unix://${socket}`)).rejects.toThrow("cannot be spoken to: ");
      words = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: 10\r\n\r\nO";
      await expect(connect(`unix://${socket}`)).rejects.toThrow("cannot be spoken to: ");
    } finally {
      server.close();
      await dispose();
    }
  });

  it("where the caller has been cancelled, that is what is thrown", async () => {
    const cancelled = new AbortController();
    await using fake = await startFakeEngine(
      () => {},
      () => cancelled.abort(new Error("cancelled")),
    );
    const connecting = connectDocker({ dockerHost: fake.host, env: {}, signal: cancelled.signal });
    await expect(connecting).rejects.toThrow("cancelled");
  });
});

describe("an answer", () => {
  it("is read up to 64 MiB", async () => {
    const part = Buffer.alloc(1 << 20, " ");
    await using fake = await startFakeEngine((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(part));
        if (!response.destroyed) response.once("drain", send);
      };
      send();
    });
    await expect(listImages(engineAt(fake.socket, "1.41"), { signal })).rejects.toThrow(
      "the Docker engine's answer to GET /images/json is longer than 64 MiB",
    );
  });

  it("that breaks off is told so", async () => {
    await using fake = await startFakeEngine((_, response) => {
      response.writeHead(200, { "Content-Length": 100 });
      response.write("[{");
      setImmediate(() => response.destroy());
    });
    await expect(listImages(engineAt(fake.socket, "1.41"), { signal })).rejects.toThrow(
      `the Docker engine at "${fake.socket}" broke off GET /images/json: `,
    );
  });

  it.each([
    ["garbage", "the Docker engine's answer to GET /images/json is no JSON"],
    ["", "the Docker engine's images are no list"],
    ['{"message":"no list"}', "the Docker engine's images are no list"],
    ["7", "the Docker engine's images are no list"],
  ])("that is no list never looks like an empty one: %s", async (body, said) => {
    await using fake = await startFakeEngine((_, response) => response.end(body));
    await expect(listImages(engineAt(fake.socket, "1.41"), { signal })).rejects.toThrow(said);
  });

  it("that is no object is told so", async () => {
    await using fake = await startFakeEngine((_, response) => response.end("[]"));
    await expect(info(engineAt(fake.socket, "1.41"), signal)).rejects.toThrow(
      "the Docker engine's description of itself is no object",
    );
  });

  it("without members, or with others, has empty ones", async () => {
    await using fake = await startFakeEngine((_, response) =>
      response.end(
        JSON.stringify([
          null,
          1,
          {},
          { Id: 5, RepoTags: null, Size: "1", Labels: [1], RepoDigests: ["<none>@<none>"] },
        ]),
      ),
    );
    const empty = {
      id: "",
      parent: "",
      created: 0,
      tags: [],
      digests: [],
      size: 0,
      sharedSize: -1,
      labels: {},
    };
    expect(await listImages(engineAt(fake.socket, "1.41"), { signal })).toEqual([empty, empty]);
  });

  it("of an empty list is null, as Go writes it", async () => {
    await using fake = await startFakeEngine((_, response) => response.end("null"));
    expect(await listImages(engineAt(fake.socket, "1.41"), { signal })).toEqual([]);
  });

  it("that does not come ends with the caller", async () => {
    const cancelled = new AbortController();
    await using fake = await startFakeEngine(() => cancelled.abort(new Error("cancelled")));
    const listing = listImages(engineAt(fake.socket, "1.41"), { signal: cancelled.signal });
    await expect(listing).rejects.toThrow("cancelled");
  });
});

describe("a refusal", () => {
  it("is told in the engine's words, in one line that does no harm", async () => {
    await using fake = await startFakeEngine((_, response) =>
      response
        .writeHead(500)
        .end(JSON.stringify({ message: `no\n::set-output::\u001b[31m ${"x".repeat(900)}` })),
    );
    const error = await listImages(engineAt(fake.socket, "1.41"), { signal }).catch((reason) => reason);
    expect(error).toBeInstanceOf(DockerError);
    expect(error.status).toBe(500);
    expect(error.message).toMatch(/^the Docker engine answered 500 to GET \/images\/json: no /);
    for (const character of ["\n", "\u001b"]) expect(error.message).not.toContain(character);
    expect(error.message.length).toBeLessThan(700);
  });

  it("of any length is cut", async () => {
    await using fake = await startFakeEngine((_, response) =>
      response.writeHead(400).end(Buffer.alloc(10 << 20, "y")),
    );
    const error = await info(engineAt(fake.socket, "1.41"), signal).catch((reason) => reason);
    expect(error.message.length).toBeLessThan(700);
  });

  it("that the caller knows what to do with is none", async () => {
    let status = 404;
    await using fake = await startFakeEngine((_, response) =>
      response.writeHead(status).end('{"message":"in use by container 5"}'),
    );
    const engine = engineAt(fake.socket, "1.41");
    expect(await inspectImage(engine, "app:1", signal)).toBeUndefined();
    expect(await removeImage(engine, "app:1", signal)).toEqual({ outcome: "gone" });
    await removeContainer(engine, "app", signal);
    status = 409;
    expect(await removeImage(engine, "app:1", signal)).toEqual({
      outcome: "in-use",
      words: "in use by container 5",
    });
    expect(await createContainer(engine, { Image: "app" }, { name: "app", signal })).toBeUndefined();
    await removeContainer(engine, "app", signal);
    await expect(createContainer(engine, { Image: "app" }, { signal })).rejects.toThrow("409");
  });
});

it("never removes by force, nor what an image was built upon", async () => {
  await using fake = await startFakeEngine((_, response) => response.end("[]"));
  await removeImage(engineAt(fake.socket, "1.41"), "registry.example:5000/acme/app:1.0", signal);
  expect(fake.asked).toEqual([
    "DELETE /v1.41/images/registry.example%3A5000/acme/app%3A1.0?force=false&noprune=true",
  ]);
});

it("asks for what a name says, and for nothing beside it", () => {
  expect(nameInPath("acme/app:1?force=1&x#y")).toBe("acme/app%3A1%3Fforce%3D1%26x%23y");
});

it.each([
  ["hello-world:latest", "hello-world", "latest"],
  ["hello-world", "hello-world", "latest"],
  ["localhost:5000/app", "localhost:5000/app", "latest"],
  ["localhost:5000/app:1", "localhost:5000/app", "1"],
  [`app@sha256:${"0".repeat(64)}`, "app", `sha256:${"0".repeat(64)}`],
])("pulls %s", async (reference, name, tag) => {
  await using fake = await startFakeEngine((_, response) => response.end('{"status":"Pulling"}\r\n'));
  await pullImage(engineAt(fake.socket, "1.41"), reference, signal);
  expect(fake.asked).toEqual([`POST /v1.41/images/create?${new URLSearchParams({ fromImage: name, tag })}`]);
});

it("hears of a pull that fails under a status of 200", async () => {
  await using fake = await startFakeEngine((_, response) =>
    response.end(
      '{"status":"Pulling"}\n{"errorDetail":{"message":"toomanyrequests"},"error":"toomanyrequests: \\u001b[1m"}\n',
    ),
  );
  const pulling = pullImage(engineAt(fake.socket, "1.41"), "app:1", signal);
  await expect(pulling).rejects.toThrow(
    /^the Docker engine answered 200 to the pull of app:1: toomanyrequests:/,
  );
});

it("leaves out lines of events that are none", async () => {
  await using fake = await startFakeEngine((_, response) =>
    response.end(
      'garbage\n\n[1]\n{"Type":"image","Action":"pull","Actor":{"ID":"app:1","Attributes":{"name":"app","n":1}},"timeNano":5}\n',
    ),
  );
  const found = await events(engineAt(fake.socket, "1.41"), { since: 1, until: 2.5, signal });
  expect(found).toEqual([
    { type: "image", action: "pull", id: "app:1", attributes: { name: "app" }, timeNano: 5 },
  ]);
  expect(fake.asked).toEqual(["GET /v1.41/events?since=1.000000000&until=2.500000000"]);
});

it.each([
  ["1.41", "keep-storage"],
  ["1.47", "keep-storage"],
  ["1.48", "max-used-space"],
  ["1.51", "max-used-space"],
])("bounds the build cache in version %s by %s", async (version, name) => {
  await using fake = await startFakeEngine((_, response) => response.end('{"SpaceReclaimed":5}'));
  expect(await pruneBuildCache(engineAt(fake.socket, version), { keepBytes: 7, signal })).toBe(5);
  expect(fake.asked).toEqual([`POST /v${version}/build/prune?${name}=7`]);
});
