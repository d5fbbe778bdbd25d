import { describe, expect, test } from "vitest";
import {
  type Fault,
  type FaultAct,
  faults,
  type GitServer,
  type Repository,
  startGitServer,
} from "../../support/git-server/index.ts";
import type { RunResult } from "../../support/runner.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { ways } from "./api/ways.ts";
import {
  type CascadeInputs,
  cascade,
  onClone,
  onPush,
  onPushRefs,
  pushes,
  type Report,
  reportOf,
  template,
  textOf,
} from "./cascade.ts";

const stall = { env: { GIT_HTTP_LOW_SPEED_TIME: "1" } };
const onRead = { service: "upload-pack", phase: "rpc" } as const;

interface Ended {
  readonly run: RunResult;
  readonly report: Report;
  readonly app: Repository;
  readonly server: GitServer;
}

/** Runs against a server with these faults, and looks while it is still there. */
async function after(
  scripted: readonly Fault[],
  look: (ended: Ended) => Promise<void> | void,
  inputs: CascadeInputs = {},
): Promise<void> {
  await using server = await startGitServer();
  const app = await template(server);
  for (const fault of scripted) server.faults.add(fault);
  const run = await cascade(server, inputs, stall);
  await look({ run, report: reportOf(run), app, server });
}

async function updatedOnce({ run, report, app }: Ended): Promise<void> {
  expectSuccess(run);
  const log = await app.log();
  expect(log).toHaveLength(2);
  expect(report).toMatchObject({ state: "updated", commit: log[0]?.sha });
  expect(await textOf(app)).toBe("1.1.0\n");
}

describe.concurrent("mended by another try", () => {
  test.each<[string, Fault[]]>([
    ["503 twice when the clone begins", [{ match: onClone, act: faults.status(503), times: 2 }]],
    ["503 twice in a clone's transfer", [{ match: onRead, act: faults.status(503), times: 2 }]],
    ["500, 502, 504", [500, 502, 504].map((code) => ({ match: onClone, act: faults.status(code) }))],
    ["429", [{ match: onClone, act: faults.status(429, { headers: { "retry-after": "1" } }) }]],
    ["a reset connection", [{ match: onClone, act: faults.reset(), times: 2 }]],
    ["a reset in the transfer", [{ match: onRead, act: faults.resetMidAnswer(), times: 2 }]],
    ["a truncated list of branches", [{ match: onClone, act: faults.truncate() }]],
    ["a truncated transfer", [{ match: { ...onRead, nth: 2 }, act: faults.truncate() }]],
    ["a truncated file", [{ match: { ...onRead, nth: 3 }, act: faults.truncate() }]],
    ["a stall", [{ match: onClone, act: faults.hang() }]],
    ["a stall in the transfer", [{ match: { ...onRead, nth: 2 }, act: faults.hang() }]],
  ])("%s", async (_, scripted) => {
    await after(scripted, async (ended) => {
      await updatedOnce(ended);
      expect(ended.report.attempts).toBe(1);
      expect(ended.run.log).toMatch(/^try 1 failed: .*; trying again in /m);
    });
  });

  test.each<[string, Fault, number]>([
    ["503 twice when the push begins", { match: onPushRefs, act: faults.status(503), times: 2 }, 3],
    ["503 twice in the push", { match: onPush, act: faults.status(503), times: 2 }, 3],
    ["429", { match: onPush, act: faults.status(429) }, 2],
    ["a reset", { match: onPush, act: faults.reset(), times: 2 }, 2],
    ["a reset when it begins", { match: onPushRefs, act: faults.reset() }, 2],
    ["a stall", { match: onPush, act: faults.hang() }, 2],
    ["an internal error of the server's hooks", internalError(), 2],
  ])("the push: %s", async (_, fault, attempts) => {
    await after([fault], async (ended) => {
      await updatedOnce(ended);
      expect(ended.report.attempts).toBe(attempts);
    });
  });
});

/** A 500 where the request was carried out: an answer that tells nothing. */
function internalError(): Fault {
  return {
    match: onPush,
    act: {
      name: "500 before anything",
      run: () => ({ status: 500, headers: {}, body: Buffer.from("panic\n") }),
    },
  };
}

/** Carries the request out, and answers something else. */
const insteadOfAnswer = (status: number, text: string): FaultAct => ({
  name: `${status} after handling`,
  run: async (_call, next) => {
    const outcome = await next();
    const { body = [] } = typeof outcome === "string" ? {} : outcome;
    for await (const _ of Buffer.isBuffer(body) ? [body] : body);
    return { status, headers: { "content-type": "text/html" }, body: Buffer.from(text) };
  },
});

describe.concurrent("a push that arrived without an answer is no second commit", () => {
  test.each<[string, Fault]>([
    ["reset, and curl's own repetition", { match: onPush, act: faults.resetAfterHandling() }],
    ["reset twice", { match: onPush, act: faults.resetAfterHandling(), times: 2 }],
    ["truncated", { match: onPush, act: faults.truncate() }],
    ["reset in the answer", { match: onPush, act: faults.resetMidAnswer() }],
    ...[400, 403, 404, 413, 422, 499, 502, 503, 504, 520].map((code): [string, Fault] => [
      `${code} by a front end`,
      { match: onPush, act: insteadOfAnswer(code, "later\n") },
    ]),
    ["a web page instead", { match: onPush, act: insteadOfAnswer(200, "<html>Sorry</html>") }],
  ])("%s", async (_, fault) => {
    await after([fault], async (ended) => {
      await updatedOnce(ended);
      expect(ended.report.attempts).toBe(1);
      expect(pushes(ended.server).filter(({ phase }) => phase === "refs")).toHaveLength(1);
      expect(ended.run.log).toContain(`the push had reached the server after all: ${ended.report.commit}`);
    });
  });

  test("and a hook of the server that says 20 MB", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.hook("post-receive", "cat > /dev/null; yes 'more and more words' | head -c 20000000 >&2\n");
    const run = await cascade(server);
    await updatedOnce({ run, report: reportOf(run), app, server });
    expect(reportOf(run).attempts).toBe(1);
    expect(run.stdout.length).toBeLessThan(10_000);
  });

  test("with attempts: 1 too", async () => {
    await after([{ match: onPush, act: faults.resetAfterHandling(), times: 2 }], updatedOnce, {
      attempts: "1",
    });
  });

  test.each(ways)("when others have pushed on top meanwhile: $name", async ({ start }) => {
    await using s = await start();
    s.loseAnswer(async () => {
      for (const n of [1, 2, 3]) await s.app.commit({ other: `${n}\n` });
    });
    const run = await s.cascade();
    expectSuccess(run);
    const log = await s.app.log();
    expect(log.map(({ files }) => files)).toMatchObject([
      ["other"],
      ["other"],
      ["other"],
      [".runtime-version"],
      {},
    ]);
    expect(reportOf(run)).toMatchObject({ state: "updated", commit: log[3]?.sha, attempts: 1 });
  });

  test.each(ways)("with attempts: 1 too: $name", async ({ start }) => {
    await using s = await start();
    s.loseAnswer();
    const run = await s.cascade({ attempts: "1" });
    expectSuccess(run);
    const log = await s.app.log();
    expect(log).toHaveLength(2);
    expect(reportOf(run)).toMatchObject({ state: "updated", commit: log[0]?.sha, attempts: 1 });
  });
});

describe.concurrent("given up in the end", () => {
  test("a server in trouble, after six tries to read", async () => {
    await after([{ act: faults.status(503), times: Infinity }], ({ run, report, server }) => {
      expect(expectOneError(run)).toMatch(/^org\/app: git clone failed: HTTP 503.*run it again later$/);
      expect(report).toMatchObject({ state: "failed", branch: null, attempts: 0 });
      expect(server.requests).toHaveLength(6);
    });
  });

  test("a server that takes no push, after three", async () => {
    await after(
      [{ match: onPush, act: faults.status(502), times: Infinity }],
      async ({ run, report, app }) => {
        expect(expectOneError(run)).toContain("git push failed: HTTP 502");
        expect(report).toMatchObject({
          state: "failed",
          attempts: 3,
          from: "1.0.0",
          branch: "main",
          commit: null,
        });
        expect(await app.log()).toHaveLength(1);
      },
    );
  });

  test("an address where nobody listens", async () => {
    const { createServer } = await import("node:net");
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
      });
    });
    const run = await cascade({ url: `http://127.0.0.1:${port}`, token: "a-token-of-some-length" });
    expect(expectOneError(run)).toMatch(/no connection; the server cannot be reached; check server-url/);
  });
});

describe.concurrent("never tried again", () => {
  test.each([
    [401, "does not accept the token"],
    [403, "the token may not do this"],
    [404, "check the name and its case"],
  ])("%i when the clone begins", async (code, advice) => {
    await after(
      [{ match: onClone, act: faults.status(code), times: Infinity }],
      ({ run, report, server }) => {
        expect(expectOneError(run)).toContain(advice);
        expect(report).toMatchObject({ state: "failed", attempts: 0 });
        expect(server.requests).toHaveLength(1);
      },
    );
  });

  test.each([
    [401, onPushRefs, 1],
    [403, onPushRefs, 1],
    [404, onPushRefs, 1],
    [401, onPush, 2],
    [403, onPush, 2],
    [404, onPush, 2],
  ])("%i in the push, %o", async (code, match, requests) => {
    await after(
      [{ match, act: faults.status(code), times: Infinity }],
      async ({ run, report, server, app }) => {
        expectOneError(run);
        expect(report).toMatchObject({ state: "failed", attempts: 1, commit: null });
        expect(pushes(server)).toHaveLength(requests);
        expect(await app.log()).toHaveLength(1);
      },
    );
  });

  test.each([400, 410, 413, 422, 451])("%i in the push: named, and no talk of the network", async (code) => {
    await after(
      [{ match: onPush, act: faults.status(code), times: Infinity }],
      async ({ run, report, server, app }) => {
        expect(expectOneError(run)).toBe(`org/app: git push failed: HTTP ${code}`);
        expect(report).toMatchObject({ state: "failed", attempts: 1, commit: null });
        expect(pushes(server)).toHaveLength(2);
        expect(await app.log()).toHaveLength(1);
      },
    );
  });

  test.each([400, 410, 413, 422, 451])(
    "%i in a clone's transfer: named, and no talk of the network",
    async (code) => {
      await after(
        [{ match: onRead, act: faults.status(code), times: Infinity }],
        ({ run, report, server }) => {
          expect(expectOneError(run)).toBe(`org/app: git clone failed: HTTP ${code}`);
          expect(report).toMatchObject({ state: "failed", attempts: 0 });
          expect(server.requests.filter(({ status }) => status === code)).toHaveLength(1);
        },
      );
    },
  );

  test("a token that the server does not know", async () => {
    await after(
      [],
      ({ run, server }) => {
        expect(expectOneError(run)).toContain("HTTP 401; the server does not accept the token");
        expect(server.requests.map(({ status }) => status)).toEqual([401]);
      },
      { token: "another-token-of-some-length" },
    );
  });
});
