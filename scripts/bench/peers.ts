import { hasRealPart } from "../../test/support/real/real-part.ts";
import type { Order, PeerName, Target, Tool } from "../../test/support/scenarios/tool.ts";
import { runTimed } from "./process.ts";

export type Command = readonly string[];

/** What a user runs, one after the other, to make an image of others and to set its tags. */
const commands: Readonly<Record<PeerName, (target: Target) => readonly Command[]>> = {
  crane({ source, digests, destination, tags: [first = "", ...others] }) {
    const made = `${destination}:${first}`;
    const sources = digests.flatMap((digest) => ["-m", `${source}@${digest}`]);
    return [
      ["crane", "index", "append", ...sources, "-t", made],
      ...others.map((tag) => ["crane", "tag", made, tag]),
    ];
  },
  // It makes an index beside what that lists and nowhere else, so another repository takes a copy.
  oras({ source, digests, destination, tags }) {
    const create = ["oras", "manifest", "index", "create", "--plain-http"];
    const all = `${destination}:${tags.join(",")}`;
    if (source === destination) return [[...create, all, ...digests]];
    const made = `${source}:made`;
    const copy = ["oras", "cp", "--from-plain-http", "--to-plain-http", made, all];
    return [[...create, made, ...digests], copy];
  },
};

/** An image with all that it leads to, `127.0.0.1:4711/org/app:1`, to another place. */
export const copyCommands: Readonly<Record<PeerName, (from: string, to: string) => Command>> = {
  crane: (from, to) => ["crane", "copy", from, to],
  oras: (from, to) => ["oras", "cp", "--from-plain-http", "--to-plain-http", from, to],
};

/** The environment of a peer: its home is empty but for the docker configuration. */
export function peerEnvironment(config: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: config, DOCKER_CONFIG: config, LANG: "C.UTF-8" };
}

/** What bash runs to take these steps, up to the first that fails. */
export const script = (steps: readonly Command[]) =>
  steps.map((step) => step.map((word) => `'${word}'`).join(" ")).join(" && ");

/** A peer that makes many images by as many processes at a time as targets may be under way. */
export function peer(name: PeerName): Tool {
  return {
    name,
    async publish({ targets, concurrency, config }: Order) {
      const env = peerEnvironment(config);
      const scripts = targets.map((target) => script(commands[name](target)));
      const [only = ""] = scripts;
      if (scripts.length === 1) return await runTimed(["bash", "-c", only], { env });
      const many = ["xargs", "-0", "-n", "1", "-P", String(concurrency), "bash", "-c"];
      return await runTimed(many, { env, input: scripts.join("\0") });
    },
  };
}

const peerNames: readonly PeerName[] = ["crane", "oras"];

export const installedPeers = (): readonly PeerName[] => peerNames.filter((name) => hasRealPart(name));

/** What the table says of the peers that are missing. */
export function notInstalled(): Partial<Record<PeerName, string>> {
  const missing = peerNames.filter((name) => !hasRealPart(name));
  return Object.fromEntries(missing.map((name) => [name, "not installed"]));
}
