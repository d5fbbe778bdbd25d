import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { type RunOptions, runStep } from "../support/runner.ts";

const step = fileURLToPath(new URL("steps/run.ts", import.meta.url));
const runCase = (
  name: string,
  options: Omit<RunOptions, "inputs"> = {},
  inputs: Record<string, string> = {},
) => runStep(step, { case: name, ...inputs }, options);

/** Sends the signals one after another, each as soon as `after` was printed once more. */
const signalWhenReady =
  (...signals: NodeJS.Signals[]): NonNullable<RunOptions["onSpawn"]> =>
  (child) => {
    child.stdout?.once("data", async () => {
      for (const signal of signals) {
        child.kill(signal);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    });
  };

describe("how an action ends", () => {
  test("in success, obeying nothing in data", async () => {
    const { exitCode, annotations, log } = await runCase("done");
    expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
    expect(log).toContain(": :error::from a registry");
  });

  test("in a user's mistake: one sentence, no stack", async () => {
    const { exitCode, annotations, stdout, stderr } = await runCase("user");
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([{ level: "error", message: 'input "tags": "a b" is no tag; expected …' }]);
    expect(stdout + stderr).not.toMatch(/ {4}at |secret cause/);
  });

  test("in a user's mistake, with its stack when debugging", async () => {
    const { annotations, stdout } = await runCase("user", { env: { RUNNER_DEBUG: "1" } });
    expect(annotations).toHaveLength(1);
    expect(stdout).toMatch(/^::debug::.*secret cause/m);
  });

  test.each([
    ["terminal", "stayed"],
    ["pipe", "left at once"],
  ])("in a mistake that is told to a %s, which is read to its end", async (name, ended) => {
    const { annotations, log } = await runCase(name);
    expect(annotations).toEqual([{ level: "error", message: "one" }]);
    expect(log).toContain(ended);
  });

  test("in several mistakes: one annotation with all of them", async () => {
    expect((await runCase("users")).annotations).toEqual([{ level: "error", message: "one; two" }]);
  });

  test.each(["bug", "mixed", "uncaught", "unhandled"])(
    "in a bug (%s): says so, and folds the stack",
    async (name) => {
      const { exitCode, annotations, stdout, stderr } = await runCase(name);
      expect(exitCode).toBe(1);
      expect(annotations).toHaveLength(1);
      expect(annotations[0]?.message).toMatch(/^unexpected: .*; this is a bug in the action, report it/);
      expect(stdout).toMatch(/^::group::Stack\n[\s\S]*Error[\s\S]* {4}at [\s\S]*^::endgroup::$/m);
      expect(stderr).toBe("");
    },
  );

  test("in something thrown that is no error", async () => {
    const { annotations } = await runCase("response");
    expect(annotations[0]?.message).toContain("[object Response]");
  });

  test("in work that can never finish", async () => {
    const { exitCode, annotations } = await runCase("unfinished");
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain("nothing is left to wait for");
  });
});

describe("a cancelled run", () => {
  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s aborts the work and says so once", async (signal, code) => {
    const { exitCode, annotations, stdout } = await runCase("obedient", {
      onSpawn: signalWhenReady(signal),
    });
    expect(annotations).toEqual([
      { level: "error", message: `cancelled by ${signal} before the work was done` },
    ]);
    expect(exitCode).toBe(code);
    expect(stdout).not.toContain("still open");
  });

  test("adds what the action has to say", async () => {
    const { annotations } = await runCase("obedientWithReport", { onSpawn: signalWhenReady("SIGINT") });
    expect(annotations).toEqual([
      { level: "error", message: "cancelled by SIGINT: 2 of 3 targets were published" },
    ]);
  });

  test("fails although the action returned, and ignores what it left behind", async () => {
    const { exitCode, annotations } = await runCase("obedientSilent", {
      onSpawn: signalWhenReady("SIGTERM"),
    });
    expect(exitCode).toBe(143);
    expect(annotations).toHaveLength(1);
  });

  test("ends within its grace although the action does not listen", async () => {
    const { exitCode, annotations } = await runCase("deaf", { onSpawn: signalWhenReady("SIGTERM") });
    expect(exitCode).toBe(143);
    expect(annotations).toEqual([
      { level: "error", message: "cancelled by SIGTERM: some work went on for 3 s" },
    ]);
  });

  test("ends at once on the second signal", async () => {
    const { exitCode, annotations } = await runCase("deaf", {
      onSpawn: signalWhenReady("SIGINT", "SIGTERM"),
    });
    expect(exitCode).toBe(143);
    expect(annotations).toEqual([]);
  });
});

describe("open handles", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(reply: Parameters<typeof createServer>[1]): Promise<string> {
    server = createServer({ keepAliveTimeout: 60_000 }, reply as never).listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test("idle keep-alive connections do not hold the process", async () => {
    const url = await listen((_, response) => void response.end("hello"));
    const { exitCode, log, stdout } = await runCase("keepAlive", {}, { url });
    expect(log).toContain("fetched");
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("still open");
  });

  test("a reply that nobody reads holds it for a second at most", async () => {
    const url = await listen((_, response) => void response.writeHead(200).write("x".repeat(1_000_000)));
    const { exitCode, log } = await runCase("unread", {}, { url });
    expect(log).toContain("200");
    expect(exitCode).toBe(0);
  });

  test("a server left listening holds it for a second at most", async () => {
    const { exitCode } = await runCase("listening");
    expect(exitCode).toBe(0);
  });
});

test("a Node.js that is too old is refused in one sentence", async () => {
  const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.1"}})';
  const { exitCode, annotations, stderr } = await runCase("done", {
    nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`],
  });
  expect(exitCode).toBe(1);
  expect(annotations).toEqual([
    { level: "error", message: expect.stringMatching(/Node\.js 22\.3 .* 20\.11\.1/) },
  ]);
  expect(stderr).toBe("");
});
