import { afterAll, afterEach, expect, it } from "vitest";
import { createContainer, listContainers, removeContainer } from "../../src/docker/containers.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { askHost, hasFailed } from "../../src/docker/host/ask-host.ts";
import { importImage, listImages, removeImage } from "../../src/docker/images.ts";
import { ours } from "../../src/docker/labels.ts";
import { ensureNodeImage, removeNodeImages, withNodeImage } from "../../src/docker/node-image.ts";
import { tarOf } from "../../src/docker/tar.ts";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { hostProgram } from "../support/docker/host-program.ts";
import { startHub } from "../support/docker/hub.ts";
import { realWhen } from "../support/real/real.ts";

const { signal } = new AbortController();
const said: string[] = [];
const options = { log: { info: (text: string) => void said.push(text) }, signal };
const hub = await startHub();
const { dockerd, otherwise, cause } = await tryDockerd({ proxy: hub.origin });
afterAll(async () => {
  await dockerd?.close();
  await hub.close();
});

const connect = () => connectDocker({ dockerHost: dockerd?.host, env: {}, signal });
const current = `imgpub-node:${process.versions.node}`;

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("the image of the running Node.js", () => {
  const images = async () =>
    (await listImages(await connect(), { signal })).map(({ tags, id }) => tags[0] ?? id).sort();
  const statfs = async () => {
    const [disk] = await askHost(await connect(), [{ do: "statfs", path: "/" }], {
      ...options,
      program: await hostProgram(),
    });
    return !hasFailed(disk);
  };
  /** An image that says it holds a Node.js of a version. */
  const imported = async (version: string, arch: string = process.arch) => {
    const entrypoint = Buffer.from(JSON.stringify(["/imgpub/node"])).toString("base64url");
    await importImage(await connect(), {
      tar: tarOf([{ name: "imgpub/node", mode: 0o755, content: Buffer.from(version) }]),
      ...{ repository: "imgpub-node", tag: version, signal },
      changes: [
        ...[`LABEL ${ours}=node`, `LABEL ${ours}.version=${version}`, `LABEL ${ours}.arch=${arch}`],
        `LABEL ${ours}.entrypoint=${entrypoint}`,
      ],
    });
  };
  afterEach(async () => {
    const engine = await connect();
    for (const { id } of await listContainers(engine, { all: true, signal }))
      await removeContainer(engine, id, signal);
    for (const reference of await images()) await removeImage(engine, reference, signal);
    expect(await images()).toEqual([]);
    expect(hub.asked).toEqual([]);
  });

  it("is made once, without any registry, and again when it was pruned", async () => {
    said.length = 0;
    for (let round = 0; round < 2; round++) {
      expect([await statfs(), await statfs()]).toEqual([true, true]);
      expect(await images()).toEqual([current]);
      await removeImage(await connect(), current, signal);
    }
    expect(said).toEqual(Array(2).fill(`made the image ${current} of the running Node.js`));
  });

  it("is made again where it is pruned before a container has it", async () => {
    const engine = await connect();
    let tries = 0;
    const id = await withNodeImage(engine, options, async ({ reference }) => {
      if (++tries < 3) await removeImage(engine, reference, signal);
      return createContainer(engine, { Image: reference, Cmd: ["x"] }, { signal });
    });
    expect(tries).toBe(3);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is one in the end, however many were made at the same time", async () => {
    const engine = await connect();
    await Promise.all(Array.from({ length: 4 }, () => ensureNodeImage(engine, options)));
    await ensureNodeImage(engine, options);
    expect(await images()).toEqual([current]);
  });

  it("takes the place of older ones that no container has", async () => {
    const engine = await connect();
    await imported("18.1.0");
    await imported("18.2.0");
    const id = await createContainer(engine, { Image: "imgpub-node:18.2.0", Cmd: ["x"] }, { signal });
    await ensureNodeImage(engine, options);
    expect(await images()).toEqual(["imgpub-node:18.2.0", current].sort());
    await removeContainer(engine, id ?? "", signal);
    await ensureNodeImage(engine, options);
    expect(await images()).toEqual([current]);
  });

  it("gives way to a newer one, and not to one for other machines", async () => {
    const engine = await connect();
    await imported("98.0.0", "mips");
    await imported("99.0.0");
    expect(await ensureNodeImage(engine, options)).toMatchObject({
      reference: "imgpub-node:99.0.0",
      entrypoint: ["/imgpub/node"],
    });
    expect(await images()).toEqual(["imgpub-node:98.0.0", "imgpub-node:99.0.0"]);
  });

  it("is removed with all others of ours, but for those that a container has", async () => {
    const engine = await connect();
    await imported("18.1.0");
    await imported("99.0.0");
    const id = await createContainer(engine, { Image: "imgpub-node:99.0.0", Cmd: ["x"] }, { signal });
    expect(await removeNodeImages(engine, signal)).toBe(1);
    expect(await images()).toEqual(["imgpub-node:99.0.0"]);
    await removeContainer(engine, id ?? "", signal);
    expect(await removeNodeImages(engine, signal)).toBe(0);
    expect(await images()).toEqual([]);
  });
});
