import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { tryDockerd } from "../../support/docker/dockerd.ts";
import { startHub as startFallback } from "../../support/docker/hub.ts";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { type Hub, startHub } from "../../support/mirror/upstream.ts";
import { realWhen } from "../../support/real/real.ts";
import { faults } from "../../support/registry/index.ts";
import { type CacheKit, cacheKit, errorsOf } from "./kit.ts";

const fallback = await startFallback();
const { dockerd, otherwise, cause } = await tryDockerd({ proxy: fallback.origin });
afterAll(async () => {
  await dockerd?.close();
  await fallback.close();
});
const there = () => {
  if (!dockerd) throw new Error(otherwise);
  return dockerd;
};
const patient = 500_000;
/** What else stands in an engine's settings. */
const settings = `{\n    "labels": ["a=b"],\n\t"max-concurrent-downloads":  3 ,\n    "registry-mirrors": []\n}\n`;

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("image-cache", () => {
  let upstream: Hub;
  let kit: CacheKit;
  beforeAll(async () => {
    upstream = await startHub();
  });
  afterAll(() => upstream[Symbol.asyncDispose]());
  beforeEach(async () => {
    await writeFile(there().configFile, settings);
    there().reload();
    kit = await cacheKit(there(), upstream);
  }, patient);
  afterEach(async () => {
    upstream.registry.faults.clear();
    await rm(there().configFile, { force: true });
    await writeFile(there().configFile, settings);
    const removed = await kit.run({ mode: "remove", "remove-store": "true" });
    expect(errorsOf(removed)).toEqual([]);
    await there()
      .docker(["image", "rm", "app:1"])
      .catch(() => {});
    expect(await kit.containers()).toEqual([]);
    expect((await there().docker(["images", "--quiet"])).stdout).toBe("");
  }, patient);

  const config = () => readFile(there().configFile, "utf8");

  it(
    "makes an engine ask its mirror, and changes nothing the second time",
    async () => {
      const first = await kit.run();
      expect(errorsOf(first)).toEqual([]);
      expect(first.outputs).toMatchObject({ state: "verified", changed: "true", "mirror-url": kit.url });
      expect(await kit.mirrors()).toEqual([`${kit.url}/`]);
      // All else is as it was, byte for byte.
      expect(await config()).toBe(settings.replace("[]", `["${kit.url}"]`));
      expect(await kit.containers()).toEqual([expect.stringMatching(/^imgpub-lease-/), "imgpub-mirror"]);
      expect((await stat(`${kit.store}.json`)).mode & 0o777).toBe(0o600);
      const { mtimeMs } = await stat(there().configFile);
      const container = (await there().docker(["inspect", "--format", "{{.Id}}", "imgpub-mirror"])).stdout;

      const second = await kit.run();
      expect(second.outputs).toMatchObject({ state: "verified", changed: "false" });
      expect(second.log).toContain("nothing is to be done");
      expect((await stat(there().configFile)).mtimeMs).toBe(mtimeMs);
      expect((await there().docker(["inspect", "--format", "{{.Id}}", "imgpub-mirror"])).stdout).toBe(
        container,
      );
      expect(
        there()
          .log()
          .match(/Got signal to reload configuration/g)?.length ?? 0,
      ).toBeLessThanOrEqual(2);
      // The probe was not there before, and is not there now; nobody has asked Docker Hub itself.
      expect((await there().docker(["images", "--quiet", "app"])).stdout).toBe("");
      expect(fallback.asked).toEqual([]);
    },
    patient,
  );

  it(
    "keeps the password out of everything but its own file",
    async () => {
      const run = await kit.run();
      // The label's own name has the word in it that is the password here.
      const inspected = (await there().docker(["inspect", "imgpub-mirror"])).stdout;
      const stdout = inspected.replaceAll("io.imgpub.secret", "");
      const password =
        upstream.registry.origin && JSON.parse(await readFile(`${kit.store}.json`, "utf8")).password;
      expect(password).toEqual(expect.any(String));
      for (const text of [
        stdout,
        run.log,
        run.stderr,
        JSON.stringify(run.outputs),
        JSON.stringify(run.state),
        run.summary,
      ])
        expect(text).not.toContain(password);
      expect(run.masks).toContain(password);
    },
    patient,
  );

  it(
    "tells at the end of the job what came from where",
    async () => {
      const main = await kit.run({ "verify-image": "none" });
      await there().docker(["pull", "--quiet", "app:1"]);
      await there().docker(["image", "rm", "app:1"]);
      await there().docker(["pull", "--quiet", "app:1"]);
      // An engine that has it already only asks what the tag holds.
      await there().docker(["pull", "--quiet", "app:1"]);
      const post = await kit.post(main);
      expect(errorsOf(post)).toEqual([]);
      expect(post.outputs).toMatchObject({ misses: "4", fallbacks: "0", "stale-served": "0" });
      // The engine may have kept the manifest itself for a moment.
      expect(["3", "4"]).toContain(post.outputs.hits);
      const [from, given] = [post.outputs["upstream-bytes"], post.outputs["served-bytes"]].map(Number);
      expect(from).toBeGreaterThan(3_000_000);
      expect(given).toBeGreaterThan(2 * 3_000_000);
      expect(given).toBeLessThanOrEqual(2 * (from ?? 0));
      expect(post.summary).toMatch(/(?:🟩){9,10}(?:🟧){10,11} (?:42|50) % from disk/u);
      expect(await kit.containers()).toEqual(["imgpub-mirror"]);
    },
    patient,
  );

  it(
    "counts pulls past a mirror that has ended, and fails the job where that is asked for",
    async () => {
      const main = await kit.run({ "fail-on": "bypass, fallback" });
      await there().docker(["stop", "--time", "0", "imgpub-mirror"]);
      const before = fallback.asked.length;
      await there()
        .docker(["pull", "--quiet", "app:1"])
        .catch(() => {});
      expect(fallback.asked.length).toBeGreaterThan(before);
      const post = await kit.post(main);
      expect(post.outputs).toMatchObject({ hits: "", misses: "" });
      expect(post.log).toContain("does not say what it has done");
    },
    patient,
  );

  it(
    "says that it is otherwise, and changes nothing, with mode check",
    async () => {
      const run = await kit.run({ mode: "check" });
      expect(run.exitCode).toBe(1);
      expect(errorsOf(run)[0]).toContain(
        "the host is not as it is to be: start-mirror: there is none; write-settings",
      );
      expect(run.outputs).toMatchObject({ state: "absent", changed: "false" });
      expect(await config()).toBe(settings);
      expect(await kit.containers()).toEqual([]);
      await kit.run();
      const same = await kit.run({ mode: "check" });
      expect(errorsOf(same)).toEqual([]);
      expect(same.outputs.state).toBe("verified");
      const other = await kit.run({ mode: "check", "max-size": "65MB" });
      expect(errorsOf(other)[0]).toContain("start-mirror: max-size is 65 MB and was 64 MB");
    },
    patient,
  );

  it(
    "leaves nothing behind with mode remove",
    async () => {
      await kit.run();
      const removed = await kit.run({ mode: "remove", "remove-store": "true" });
      expect(errorsOf(removed)).toEqual([]);
      expect(removed.outputs).toMatchObject({ state: "removed", changed: "true" });
      expect(await kit.mirrors()).toEqual([]);
      expect(await config()).not.toContain("registry-mirrors");
      expect(JSON.parse(await config())).toEqual({ labels: ["a=b"], "max-concurrent-downloads": 3 });
      expect(await readdir(join(there().folder, "imgpub"))).toEqual([]);
      expect(existsSync(`${there().configFile}.imgpub.bak`)).toBe(false);
      expect(await kit.containers()).toEqual([]);
      const again = await kit.run({ mode: "remove" });
      expect(again.outputs).toMatchObject({ state: "removed", changed: "false" });
    },
    patient,
  );

  it(
    "keeps the store unless it is told otherwise, and serves from it when it is back",
    async () => {
      await kit.run();
      await kit.run({ mode: "remove" });
      expect(existsSync(join(kit.store, "imgpub-mirror.json"))).toBe(true);
      upstream.registry.clearRequests();
      const run = await kit.run();
      expect(run.outputs.state).toBe("verified");
      expect(
        upstream.registry.requests.filter(({ kind, method }) => kind === "blob" && method === "GET"),
      ).toEqual([]);
    },
    patient,
  );

  it(
    "wires somebody else's mirror, and starts none",
    async () => {
      const theirs = createHttpServer((_, response) => response.end("{}"));
      await new Promise<void>((resolve) => theirs.listen(0, "127.0.0.1", resolve));
      const address = theirs.address();
      const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
      try {
        const login = { username: "", password: "" };
        const run = await kit.run({ "mirror-url": url, "verify-image": "none", ...login });
        expect(errorsOf(run)).toEqual([]);
        expect(run.outputs).toMatchObject({ state: "verified", changed: "true", "mirror-url": url });
        expect(await kit.mirrors()).toEqual([`${url}/`]);
        expect(await kit.containers()).not.toContain("imgpub-mirror");
        expect((await kit.run({ "mirror-url": url, "verify-image": "none", ...login })).outputs.changed).toBe(
          "false",
        );
        const removed = await kit.run({ mode: "remove", "mirror-url": url, ...login });
        expect(errorsOf(removed)).toEqual([]);
        expect(await kit.mirrors()).toEqual([]);
      } finally {
        theirs.closeAllConnections();
        await new Promise((resolve) => theirs.close(resolve));
      }
    },
    patient,
  );

  it(
    "leaves settings alone that are no JSON, and says where",
    async () => {
      await writeFile(there().configFile, '{"labels": [}');
      const run = await kit.run();
      expect(errorsOf(run)).toEqual([expect.stringContaining("the engine's settings are no JSON")]);
      expect(await config()).toBe('{"labels": [}');
      expect(await kit.containers()).not.toContain("imgpub-mirror");
    },
    patient,
  );

  it(
    "writes through a link, which stays one",
    async () => {
      const real = join(there().folder, "etc/real.json");
      await mkdir(join(there().folder, "etc"), { recursive: true });
      await writeFile(real, settings, { mode: 0o640 });
      await rm(there().configFile);
      await symlink("etc/real.json", there().configFile);
      const run = await kit.run();
      expect(run.outputs.state).toBe("verified");
      expect(await readFile(real, "utf8")).toContain(kit.url);
      expect((await stat(real)).mode & 0o777).toBe(0o640);
    },
    patient,
  );

  it(
    "puts the settings back where the engine does not take them",
    async () => {
      // The engine refuses the whole of a file with a key that it does not know.
      const odd = '{\n  "labels": ["a=b"],\n  "no-such-key": 1\n}\n';
      await writeFile(there().configFile, odd);
      const run = await kit.run();
      expect(errorsOf(run)[0]).toContain("does not take up what was written");
      expect(await config()).toBe(odd);
      expect(await kit.mirrors()).toEqual([]);
    },
    patient,
  );

  it(
    "says who has its port, and leaves no mirror that starts over and over",
    async () => {
      const other = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => other.listen(kit.port, "127.0.0.1", resolve));
      try {
        const run = await kit.run();
        expect(errorsOf(run)[0]).toMatch(/^the mirror does not start: .*port/);
        expect(await kit.containers()).toEqual([]);
        expect(await kit.mirrors()).toEqual([]);
        expect(await config()).toBe(settings);
      } finally {
        await new Promise((resolve) => other.close(resolve));
      }
    },
    patient,
  );

  it(
    "changes nothing where the registry refuses the password",
    async () => {
      const run = await kit.run({ password: "another" });
      expect(errorsOf(run)[0]).toMatch(/^input "password": 127\.0\.0\.1:\d+ refuses it for the user /);
      expect(await config()).toBe(settings);
      expect(await kit.containers()).toEqual([]);
    },
    patient,
  );

  it(
    "says that a store does not fit before anything is changed",
    async () => {
      const run = await kit.run({ "max-size": "9000000GB" });
      expect(errorsOf(run)[0]).toMatch(
        /^input "max-size": 9\d* ?[\dA-Z.]* ?TB does not fit on the disk of .* expected at most /,
      );
      const inside = await kit.run({ store: join(there().dataRoot, "store") });
      expect(errorsOf(inside)[0]).toContain("lies within the engine's own folder");
      expect(await kit.containers()).toEqual([]);
    },
    patient,
  );

  it(
    "serves a tag as it was while the registry limits, and counts that",
    async () => {
      const main = await kit.run();
      upstream.registry.faults.add({
        act: faults.tooMany({ retryAfter: 60 }),
        match: faults.where({ kind: "manifest" }),
        times: Number.POSITIVE_INFINITY,
      });
      await there().docker(["pull", "--quiet", "app:1"]);
      const post = await kit.post(main);
      expect(post.outputs).toMatchObject({ "stale-served": "1", fallbacks: "0", misses: "0" });
    },
    patient,
  );

  it(
    "works when two do so at once",
    async () => {
      const runs = await Promise.all([kit.run(), kit.run({}, { GITHUB_JOB: "other" })]);
      for (const run of runs) {
        expect(errorsOf(run)).toEqual([]);
        expect(run.outputs.state).toBe("verified");
      }
      expect(await kit.mirrors()).toEqual([`${kit.url}/`]);
    },
    patient,
  );

  it(
    "is made whole by the next run, wherever it was killed",
    async () => {
      for (const delay of [300, 700, 1_100, 1_600, 2_300]) {
        const dist = join(import.meta.dirname, "../../../dist/image-cache/index.js");
        const { inputs } = await killable();
        const child = spawn(process.execPath, [dist], { env: inputs, stdio: "ignore" });
        await sleep(delay);
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "close");
        const run = await kit.run();
        expect(errorsOf(run), `killed after ${delay} ms`).toEqual([]);
        expect(run.outputs.state).toBe("verified");
        const removed = await kit.run({ mode: "remove", "remove-store": "true" });
        expect(errorsOf(removed)).toEqual([]);
      }
    },
    patient,
  );

  /** The environment of a run that is to be killed. */
  async function killable() {
    const folder = join(there().folder, "killed");
    await mkdir(folder, { recursive: true });
    const file = async (name: string) => {
      await writeFile(join(folder, name), "");
      return join(folder, name);
    };
    const given = {
      UPSTREAM: upstream.registry.origin,
      "VERIFY-IMAGE": "app:1",
      "MAX-SIZE": "64MB",
      PORT: String(kit.port),
      STORE: kit.store,
      "DOCKER-HOST": there().host,
    };
    return {
      inputs: {
        PATH: process.env.PATH,
        HOME: folder,
        GITHUB_OUTPUT: await file("output"),
        GITHUB_STATE: await file("state"),
        ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`INPUT_${name}`, value])),
      } as NodeJS.ProcessEnv,
    };
  }

  it(
    "outlives the engine's restart",
    async () => {
      const main = await kit.run();
      await there().stop();
      await there().start();
      await expect
        .poll(async () => (await kit.run({ mode: "check" })).outputs.state, {
          timeout: 60_000,
          interval: 500,
        })
        .toBe("verified");
      const post = await kit.post(main);
      // The engine has forgotten what happened before.
      expect(post.outputs.fallbacks).toBe("");
      expect(errorsOf(post)).toEqual([]);
    },
    patient,
  );

  it(
    "says that a private image went past nobody",
    async () => {
      pushFixture(upstream.registry, "acme/private", imageFixture({ layers: 1, seed: "private" }), {
        tag: "1",
      });
      const main = await kit.run();
      await there().docker(["pull", "--quiet", "acme/private:1"]);
      const post = await kit.post(main);
      expect(post.outputs).toMatchObject({ fallbacks: "0", "refused-credentials": "0" });
      await there().docker(["image", "rm", "acme/private:1"]);
    },
    patient,
  );
});

it("prints what to write where with mode report, without any engine", async () => {
  const { runAction } = await import("../../support/runner.ts");
  const run = await runAction("image-cache", {
    inputs: { mode: "report", "docker-host": "unix:///nowhere" },
  });
  expect(run.exitCode).toBe(0);
  for (const line of [
    'virtualisation.docker.daemon.settings.registry-mirrors = [ "http://127.0.0.1:5055" ];',
    'mirrors = ["127.0.0.1:5055"]',
    'capabilities = ["pull", "resolve"]',
    'location = "127.0.0.1:5055"',
  ])
    expect(run.log).toContain(line);
});

it("has nothing to do on a GitHub-hosted runner, and needs a socket elsewhere", async () => {
  const { runAction } = await import("../../support/runner.ts");
  const inputs = { "docker-host": "unix:///nowhere/docker.sock" };
  const hosted = await runAction("image-cache", { inputs, env: { RUNNER_ENVIRONMENT: "github-hosted" } });
  expect(hosted.outputs.state).toBe("skipped");
  expect(hosted.exitCode).toBe(0);
  const without = await runAction("image-cache", { inputs });
  expect(without.exitCode).toBe(1);
  expect(errorsOf(without)).toEqual([
    'the Docker engine at "/nowhere/docker.sock" (input "docker-host") is not there: start the engine, mount its socket into the job\'s container, or name another with docker-host',
  ]);
});
