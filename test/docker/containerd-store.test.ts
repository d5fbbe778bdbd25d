import { afterAll, expect, it } from "vitest";
import { listContainers } from "../../src/docker/containers.ts";
import { connectDocker } from "../../src/docker/engine.ts";
import { askHost, hasFailed } from "../../src/docker/host/ask-host.ts";
import { listImages } from "../../src/docker/images.ts";
import { removeNodeImages } from "../../src/docker/node-image.ts";
import { info } from "../../src/docker/system.ts";
import { tryDockerd } from "../support/docker/dockerd.ts";
import { hostProgram } from "../support/docker/host-program.ts";
import { realWhen } from "../support/real/real.ts";

const { signal } = new AbortController();
const { dockerd, otherwise, cause } = await tryDockerd({
  part: "docker-28",
  config: { features: { "containerd-snapshotter": true } },
  diskBytes: 1 << 30,
});
afterAll(() => dockerd?.close());

realWhen(
  dockerd !== undefined,
  otherwise,
  cause,
)("an engine that has its images in containerd's store", () => {
  it("says so, and has its host worked on all the same", async () => {
    const engine = await connectDocker({ dockerHost: dockerd?.host, env: {}, signal });
    expect(await info(engine, signal)).toMatchObject({ containerdStore: true, storageDriver: "overlayfs" });
    const program = await hostProgram();
    const [disk] = await askHost(engine, [{ do: "statfs", path: "/" }], {
      log: { info() {} },
      signal,
      program,
    });
    expect(hasFailed(disk)).toBe(false);
    expect(await listContainers(engine, { all: true, signal })).toEqual([]);
    expect(await removeNodeImages(engine, signal)).toBe(0);
    expect(await listImages(engine, { signal })).toEqual([]);
  });
});
