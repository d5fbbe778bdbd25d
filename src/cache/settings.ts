import { createHash, randomBytes } from "node:crypto";
import type { ContainerSpec } from "../docker/containers.ts";
import { ours } from "../docker/labels.ts";
import type { NodeImage } from "../docker/node-image.ts";
import { engineNumber, type GivenConfig } from "../mirror/config.ts";
import type { WantedMirror } from "./wanted.ts";

/** The name of the mirror's container. */
export const mirrorName = "imgpub-mirror";

/** Where the store and what belongs to it are within the container. */
const inside = "/imgpub";

/** Where on the host the mirror's program and its settings are: beside the store. */
export const programPath = (store: string): string => `${store}.mjs`;
export const settingsPath = (store: string): string => `${store}.json`;

/** Where the engine's own settings are kept as they were. */
export const backupOf = (path: string): string => `${path}.imgpub.bak`;

/** The settings that tell two mirrors apart, as they are shown to a person. */
export function shownSettings(mirror: WantedMirror): Record<string, string> {
  const { upstream, username = "", maxSize, minFree, store, port, stale } = mirror;
  return {
    upstream,
    username,
    "max-size": `${maxSize} B`,
    "min-free": "percent" in minFree ? `${minFree.percent}%` : `${minFree.bytes} B`,
    store,
    port: String(port),
    stale: `${stale} ms`,
  };
}

/** The mirror's file of settings, as it reads it itself. */
export function settingsText({ store: _, ...mirror }: WantedMirror): string {
  const { username, password, ...rest } = mirror;
  const login = username !== undefined && password !== undefined ? { username, password } : {};
  const config: GivenConfig = { ...rest, ...login, store: `${inside}/store` };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** A hash of the password by which it is told whether it has changed, and from which it cannot be told. */
export function secretLabel(mirror: WantedMirror, salt = randomBytes(16).toString("hex")): string {
  const { username = "", password = "" } = mirror;
  const hash = createHash("sha256").update(`${salt}\n${username}\n${password}`).digest("hex");
  return `${salt}:${hash}`;
}

/** Whether the label was made with the same password. */
export function isSameSecret(mirror: WantedMirror, label: string | undefined): boolean {
  const salt = label?.split(":")[0];
  return salt !== undefined && salt !== "" && secretLabel(mirror, salt) === label;
}

/** The container of a mirror: on the host's network, restarted with the engine, and without any privilege. */
export function mirrorSpec(mirror: WantedMirror, image: NodeImage): ContainerSpec {
  const { store } = mirror;
  return {
    Image: image.reference,
    Entrypoint: image.entrypoint,
    Cmd: [`${inside}/mirror.mjs`, "--config", `${inside}/mirror.json`],
    User: "0",
    Labels: {
      [ours]: "mirror",
      [`${ours}.engine`]: String(engineNumber),
      [`${ours}.settings`]: JSON.stringify(shownSettings(mirror)),
      [`${ours}.secret`]: secretLabel(mirror),
    },
    HostConfig: {
      Binds: [
        `${programPath(store)}:${inside}/mirror.mjs:ro`,
        `${settingsPath(store)}:${inside}/mirror.json:ro`,
        `${store}:${inside}/store`,
      ],
      NetworkMode: "host",
      UsernsMode: "host",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges", "label=disable"],
      RestartPolicy: { Name: "unless-stopped" },
      // A log of its own, whatever the engine's default is: it is bounded, and can be read back.
      LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
    },
  };
}
