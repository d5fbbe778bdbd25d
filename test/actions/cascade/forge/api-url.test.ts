import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { expectSuccess } from "../../step.ts";
import { cascade, reportOf } from "../cascade.ts";
import { startForgeServer } from "../forges.ts";

/** A server that only counts what it is asked. */
async function bystander() {
  const seen: (string | undefined)[] = [];
  const server = createServer((incoming, response) => {
    seen.push(incoming.headers.authorization);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// A step before may write GITHUB_API_URL to GITHUB_ENV, and runners other than GitHub's take it.
describe.concurrent("GITHUB_API_URL", () => {
  test.each(["", "/api/v3"])("of another server gets no request, and so no token: below %j", async (path) => {
    await using s = await startForgeServer({ product: "github" });
    await using other = await bystander();
    const env = { GITHUB_SERVER_URL: s.server.url, GITHUB_API_URL: `${other.url}${path}` };
    const run = await cascade(s.server, { "commit-through": "api" }, { env });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(other.seen).toEqual([]);
    expect(s.forge.asked("GET", "/repos/org/app")).not.toEqual([]);
  });

  test("of the job's own server is none for another one", async () => {
    await using s = await startForgeServer({ product: "github" });
    await using other = await bystander();
    const env = { GITHUB_SERVER_URL: other.url, GITHUB_API_URL: `${other.url}/api/v3` };
    const run = await cascade(s.server, { "commit-through": "api" }, { env });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(other.seen).toEqual([]);
  });
});
