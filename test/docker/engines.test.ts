import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import {
  containerLog,
  createContainer,
  inspectContainer,
  listContainers,
  removeContainer,
  startContainer,
  stopContainer,
} from "../../src/docker/containers.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { askHost, hasFailed } from "../../src/docker/host/ask-host.ts";
import { imageHistory, inspectImage, listImages, pullImage, removeImage } from "../../src/docker/images.ts";
import { diskUsage, events, info, pruneBuildCache } from "../../src/docker/system.ts";
import { engineParts, tryDockerd } from "../support/docker/dockerd.ts";
import { hostProgram } from "../support/docker/host-program.ts";
import { startHub } from "../support/docker/hub.ts";
import { loadImages } from "../support/docker/load.ts";
import { imageFixture, pushOverHttp } from "../support/images/images.ts";
import { runnableImage } from "../support/images/runnable.ts";
import { realWhen } from "../support/real/real.ts";
import { startRegistry } from "../support/registry/index.ts";

const { signal } = new AbortController();
const log = { info: () => {} };
const own = process.arch === "arm64" ? "arm64" : "amd64";

for (const part of engineParts) {
  const hub = await startHub();
  const { dockerd, otherwise, cause } = await tryDockerd({ part, diskBytes: 1 << 30, proxy: hub.origin });
  afterAll(async () => {
    await dockerd?.close();
    await hub.close();
  });
  const there = () => {
    if (!dockerd) throw new Error(otherwise);
    return dockerd;
  };
  const connect = () => connectDocker({ dockerHost: there().host, env: {}, signal });

  realWhen(
    dockerd !== undefined,
    otherwise,
    cause,
  )(`the engine of the part ${part}`, () => {
    it("tells what it is", async () => {
      const engine = await connect();
      expect(engine.speaks("1.40")).toBe(true);
      const said = await info(engine, signal);
      expect(said).toMatchObject({
        rootFolder: there().dataRoot,
        storageDriver: "overlay2",
        containerdStore: false,
        mirrors: [],
        rootless: false,
        usernsRemap: false,
      });
      expect(said.serverVersion).toMatch(/^\d+\.\d+\.\d+/);
      expect(said.systemTime).toBeGreaterThan(0);
    });

    it("lists, pulls and removes images by tag and digest", async () => {
      const engine = await connect();
      await using registry = await startRegistry();
      const image = imageFixture({ seed: part, layers: 2 });
      await pushOverHttp(registry.origin, "acme/app", image, { tag: "1" });
      const name = `${registry.host}/acme/app`;
      await pullImage(engine, `${name}:1`, signal);
      await pullImage(engine, `${name}@${image.descriptor.digest}`, signal);
      await loadImages(there().socket, [{ tags: ["acme/other:1"], image }]);
      const id = image.config.descriptor.digest;
      const digest = `${name}@${image.descriptor.digest}`;
      const listed = (await listImages(engine, { signal })).find((one) => one.id === id);
      expect(listed).toMatchObject({
        tags: expect.arrayContaining([`${name}:1`, "acme/other:1"]),
        digests: [digest],
      });
      expect(await inspectImage(engine, digest, signal)).toMatchObject({
        id,
        layers: JSON.parse(image.config.bytes.toString()).rootfs.diff_ids,
        labels: { seed: part },
      });
      expect((await imageHistory(engine, id, signal))?.map(({ createdBy }) => createdBy)).toEqual([
        "layer 1",
        "layer 0",
      ]);
      expect((await diskUsage(engine, signal)).shared.has(id)).toBe(true);
      expect(await removeImage(engine, "acme/other:1", signal)).toEqual({ outcome: "removed" });
      expect(await removeImage(engine, "acme/other:1", signal)).toEqual({ outcome: "gone" });
      expect(await removeImage(engine, `${name}:1`, signal)).toEqual({ outcome: "removed" });
      await removeImage(engine, digest, signal);
      expect(await inspectImage(engine, id, signal)).toBeUndefined();
      expect(await imageHistory(engine, id, signal)).toBeUndefined();
    });

    it("tells why a pull failed, and asked the hub alone", async () => {
      const engine = await connect();
      await using registry = await startRegistry();
      await expect(pullImage(engine, `${registry.host}/acme/none:1`, signal)).rejects.toThrow(
        /^the Docker engine answered \d+ to /,
      );
      expect(hub.asked).toEqual([]);
      await expect(pullImage(engine, "acme/none:1", signal)).rejects.toThrow(
        /^the Docker engine answered \d+ to /,
      );
      expect(new Set(hub.asked)).toEqual(new Set(["registry-1.docker.io:443"]));
    });

    it("runs a container, and keeps the image that it has", async () => {
      const engine = await connect();
      await loadImages(there().socket, [{ tags: ["acme/run:1"], image: runnableImage(own, 1_000) }]);
      const before = Date.now() / 1_000 - 5;
      const name = `run-${randomUUID()}`;
      const spec = { Image: "acme/run:1", HostConfig: { NetworkMode: "none" }, Labels: { kind: "test" } };
      const id = (await createContainer(engine, spec, { name, signal })) ?? "";
      expect(await createContainer(engine, spec, { name, signal })).toBeUndefined();
      expect(await inspectContainer(engine, name, signal)).toMatchObject({
        id,
        state: "created",
        labels: { kind: "test" },
      });
      expect(await removeImage(engine, "acme/run:1", signal)).toMatchObject({ outcome: "in-use" });
      await startContainer(engine, id, signal);
      await expect
        .poll(async () => (await inspectContainer(engine, id, signal))?.state, { timeout: 60_000 })
        .toBe("exited");
      expect(await containerLog(engine, id, 10, signal)).toBe(own);
      expect(await removeImage(engine, "acme/run:1", signal)).toMatchObject({ outcome: "in-use" });
      const running = await listContainers(engine, { all: false, signal });
      expect(running.map((one) => one.id)).not.toContain(id);
      const all = await listContainers(engine, { all: true, filters: { label: ["kind=test"] }, signal });
      expect(all).toMatchObject([{ id, names: [name], image: "acme/run:1", state: "exited" }]);
      await stopContainer(engine, id, 1, signal);
      await removeContainer(engine, id, signal);
      await removeContainer(engine, id, signal);
      expect(await inspectContainer(engine, name, signal)).toBeUndefined();
      const told = await events(engine, { since: before, until: Date.now() / 1_000, signal });
      expect(told.filter((one) => one.id === id).map(({ action }) => action)).toEqual([
        "create",
        "start",
        "die",
        "destroy",
      ]);
      expect(told.find((one) => one.id === id)?.attributes).toMatchObject({ image: "acme/run:1", name });
      expect(await removeImage(engine, "acme/run:1", signal)).toEqual({ outcome: "removed" });
    });

    it("bounds its build cache", async () => {
      expect(await pruneBuildCache(await connect(), { keepBytes: 1 << 20, signal })).toBe(0);
    });

    it("has its host changed through its socket alone", async () => {
      const engine = await connect();
      const options = { log, signal, program: await hostProgram() };
      const path = join(there().folder, "daemon.json");
      const [file, disk, processes] = await askHost(
        engine,
        [
          { do: "read", path },
          { do: "statfs", path: there().dataRoot },
          { do: "processes", names: ["dockerd"], of: { pid: there().pid, command: [] } },
        ],
        options,
      );
      if (hasFailed(file) || hasFailed(disk) || hasFailed(processes)) throw new Error("a request failed");
      expect(file).toMatchObject({ text: "{}\n", writable: true });
      expect(disk.type).toBe(0xef53);
      expect(disk.total).toBeLessThan(1 << 30);
      const found = processes.found.find(({ pid }) => pid === there().pid);
      expect(found?.command).toContain(path);
      const mirror = "http://127.0.0.1:5055/";
      const answers = await askHost(
        engine,
        [
          {
            do: "write",
            path,
            text: JSON.stringify({ "registry-mirrors": [mirror] }),
            backup: `${path}.bak`,
          },
          { do: "signal", pid: there().pid, name: "dockerd", signal: "SIGHUP" },
          { do: "write", path: "/proc/none", text: "" },
        ],
        options,
      );
      expect(answers).toMatchObject([{ written: true }, { sent: true }, { failed: expect.any(String) }]);
      expect(await readFile(`${path}.bak`, "utf8")).toBe("{}\n");
      await expect
        .poll(async () => (await info(engine, signal)).mirrors, { timeout: 60_000 })
        .toEqual([mirror]);
      await writeFile(path, '{ "registry-mirrors": [] }\n');
      there().reload();
      await expect.poll(async () => (await info(engine, signal)).mirrors, { timeout: 60_000 }).toEqual([]);
      expect(await listContainers(engine, { all: true, signal })).toEqual([]);
    });
  });
}
