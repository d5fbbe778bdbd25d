import { createServer } from "node:net";
import { join } from "node:path";
import type { ActionTypes } from "../../../action-types.d.ts";
import type { Dockerd } from "../../support/docker/dockerd.ts";
import { credential, type Hub as Upstream } from "../../support/mirror/upstream.ts";
import { type RunResult, runAction, runPost } from "../../support/runner.ts";

type Inputs = { readonly [K in keyof ActionTypes["image-cache"]["inputs"]]?: string };

/** A port of the loopback address that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The action on one engine, with a mirror of its own before a registry that stands for Docker Hub. */
export interface CacheKit {
  readonly port: number;
  readonly url: string;
  readonly store: string;
  run(inputs?: Inputs, env?: Readonly<Record<string, string | undefined>>): Promise<RunResult>;
  post(
    main: RunResult,
    inputs?: Inputs,
    env?: Readonly<Record<string, string | undefined>>,
  ): Promise<RunResult>;
  /** The mirrors that the engine asks. */
  mirrors(): Promise<readonly string[]>;
  /** The containers of imgpub's that are there, by name. */
  containers(): Promise<readonly string[]>;
}

export async function cacheKit(dockerd: Dockerd, upstream: Upstream): Promise<CacheKit> {
  const port = await freePort();
  const store = join(dockerd.folder, "imgpub/mirror");
  const given = (inputs: Inputs): Inputs => ({
    ...credential,
    upstream: upstream.registry.origin,
    "verify-image": "app:1",
    "max-size": "64MB",
    port: String(port),
    store,
    "docker-host": dockerd.host,
    ...inputs,
  });
  const environment = {
    GITHUB_RUN_ID: "7",
    GITHUB_JOB: "build",
    GITHUB_REPOSITORY: "acme/app",
    // One job, whose steps share it.
    GITHUB_WORKSPACE: dockerd.folder,
  };
  const lines = async (args: readonly string[]) =>
    (await dockerd.docker(args)).stdout
      .split("\n")
      .filter((line) => line !== "")
      .sort();
  return {
    port,
    store,
    url: `http://127.0.0.1:${port}`,
    run: (inputs = {}, env = {}) =>
      runAction("image-cache", { inputs: given(inputs), env: { ...environment, ...env } }),
    post: (main, inputs = {}, env = {}) =>
      runPost("image-cache", main, { inputs: given(inputs), env: { ...environment, ...env } }),
    mirrors: async () => {
      const { stdout } = await dockerd.docker(["info", "--format", "{{json .RegistryConfig.Mirrors}}"]);
      return JSON.parse(stdout) ?? [];
    },
    containers: () => lines(["ps", "--all", "--format", "{{.Names}}"]),
  };
}

/** The errors of a run, as its annotations have them. */
export const errorsOf = ({ annotations }: RunResult): readonly string[] =>
  annotations.filter(({ level }) => level === "error").map(({ message }) => message);
