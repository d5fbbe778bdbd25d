import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { runAction } from "../support/runner.ts";

const MiB = 2 ** 20;
const size = 256 * MiB;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

async function startProcess(bytes = 0): Promise<{ host: string; digest?: string }> {
  const file = fileURLToPath(new URL("registry-process.ts", import.meta.url));
  const child = spawn(process.execPath, [file, String(bytes)], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes("\n")) return JSON.parse(text);
  }
  await once(child, "exit");
  throw new Error(`the registry's process ended: ${text}`);
}

/** Tells the most memory that was resident, in bytes: where the system says so itself, without what came before exec. */
const report = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync } from "node:fs";
  process.on("exit", () => {
    let kB = process.resourceUsage().maxRSS;
    try { kB = Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]); } catch {}
    process.stderr.write("peak=" + kB * 1024 + "\\n");
  });
`)}`;

it("copies a 256 MiB blob between registries within 150 MiB", async () => {
  const [from, to] = await Promise.all([startProcess(size), startProcess()]);
  const result = await runAction("publish-index", {
    inputs: { image: `${to.host}/big/copy`, sources: `${from.host}/big/app@${from.digest}`, tags: "v1" },
    nodeArgs: ["--import", report],
    timeoutMs: 120_000,
  });
  expect(result.exitCode, `${result.log}${result.stderr}`).toBe(0);
  const peak = Number(/peak=(\d+)/.exec(result.stderr)?.[1]);
  console.log(peak / MiB, result.seconds);
  expect(peak).toBeGreaterThan(30 * MiB);
  expect(peak / MiB).toBeLessThan(150);
}, 180_000);
