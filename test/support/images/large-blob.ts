import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Probe, probed } from "../probe.ts";
import { defaultCredentials } from "../registry/index.ts";
import { runAction } from "../runner.ts";

interface Ready {
  readonly host: string;
  readonly digest?: string;
}

/** Copies an image with one layer of `size` bytes from one registry to another, and tells what that took. */
export async function copyLargeBlob(size: number): Promise<Probe & { seconds: number }> {
  const children: ChildProcess[] = [];
  const registry = async (bytes: number): Promise<Ready> => {
    const child = fork(new URL("../registry-process.ts", import.meta.url), [String(bytes)]);
    children.push(child);
    const ended = once(child, "exit").then(() => Promise.reject(new Error("a registry ended early")));
    const [ready] = await Promise.race([once(child, "message"), ended]);
    return ready as Ready;
  };
  try {
    const [from, to] = await Promise.all([registry(size), registry(0)]);
    const { user, password } = defaultCredentials;
    const auth = Buffer.from(`${user}:${password}`).toString("base64");
    const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [from.host]: { auth }, [to.host]: { auth } } });
    const { result, probe } = await probed(({ nodeArgs, env }) =>
      runAction("publish-index", {
        inputs: { sources: `${from.host}/org/large@${from.digest}`, tags: `${to.host}/org/copy:1` },
        nodeArgs,
        env: { ...env, DOCKER_AUTH_CONFIG },
        timeoutMs: 300_000,
      }),
    );
    if (result.exitCode !== 0) throw new Error(`publish-index failed\n${result.stdout}${result.stderr}`);
    return { ...probe, seconds: result.seconds };
  } finally {
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, "exit");
        child.disconnect();
        await exit;
      }),
    );
  }
}
