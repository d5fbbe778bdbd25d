import { describe, expect, test } from "vitest";
import { faults, startGitServer } from "../../../support/git-server/index.ts";
import { expectOneError } from "../../step.ts";
import { cascade, lines, onClone, onPushRefs, reportOf, template } from "../cascade.ts";

const refs = "info/refs?service=git-upload-pack";

/** Answers every request for refs with a redirect, once for the clone and once for where it leads. */
const leadingTo = (location: string, status = 301) => ({
  match: onClone,
  times: 2,
  act: faults.status(status, { headers: { location } }),
});

describe.concurrent("a repository that is elsewhere now: it is said where, and nothing is followed", () => {
  test.each([
    ["Gitea 1.22", 307],
    ["later ones", 301],
  ] as const)("renamed on %s: HTTP %i", async (_, status) => {
    await using server = await startGitServer({ prefix: "/git" });
    const app = await template(server);
    await server.rename("org/app", "org/renamed", status);
    const run = await cascade(server);
    expect(expectOneError(run)).toBe(
      `org/app: git clone failed: redirected, HTTP ${status}; the repository is "org/renamed" now; name that in its place`,
    );
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 0 });
    // The second request is for where it leads.
    expect(lines(server.requests)).toEqual(Array(2).fill(`GET org/app upload-pack ${status}`));
    expect(await app.log()).toHaveLength(1);
  });

  test("transferred to another owner, as GitHub says so: a whole address", async () => {
    await using server = await startGitServer();
    await template(server);
    server.faults.add(leadingTo(`${server.origin}/others/app.git/${refs}`));
    expect(expectOneError(await cascade(server))).toContain(
      '; the repository is "others/app" now; name that in its place',
    );
    expect(server.requests).toHaveLength(2);
  });

  test("on another server: no credential crosses origins", async () => {
    await using server = await startGitServer();
    await using other = await startGitServer();
    await template(server);
    await template(other);
    server.faults.add(leadingTo(`${other.origin}/org/app.git/${refs}`, 302));
    expect(expectOneError(await cascade(server))).toContain(
      `redirected, HTTP 302; the server is at "${other.origin}" now; name that as server-url`,
    );
    server.faults.add(leadingTo(`http://a:b@git.example.com/x/y/z.git/${refs}&secret=1`));
    expect(expectOneError(await cascade(server))).toContain(
      '; the repository is at "http://git.example.com/x/y/z" now; name it and its server',
    );
    expect(other.requests).toEqual([]);
  });

  test("at a page that is no repository, such as a login, and nowhere", async () => {
    await using server = await startGitServer();
    await template(server);
    server.faults.add(leadingTo("/user/login?redirect_to=x", 303));
    expect(expectOneError(await cascade(server))).toContain(
      `redirected, HTTP 303; it leads to "${server.origin}/user/login"; check the address, and that the token is right`,
    );
    server.faults.add({ match: onClone, times: 2, act: faults.status(301) });
    expect(expectOneError(await cascade(server))).toContain(
      "redirected, HTTP 301; use the name or address that it has now",
    );
  });

  test("between the look and the push", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    server.faults.add({
      match: onPushRefs,
      act: {
        name: "renamed",
        run: async (_, next) => {
          await server.rename("org/app", "org/renamed", 301);
          return next();
        },
      },
    });
    const message = expectOneError(await cascade(server));
    expect(message).toMatch(/git push failed: redirected, HTTP 301; the repository is "org\/renamed" now/);
    expect(await app.log()).toHaveLength(1);
  });

  test("whatever it says is one line of bounded length, without the token", async () => {
    await using server = await startGitServer();
    await template(server);
    const name = `${"x".repeat(400)}%1b[31m${server.token}`;
    server.faults.add(leadingTo(`/${server.token}/${name}/${refs}`));
    const message = expectOneError(await cascade(server));
    expect(message).not.toContain(server.token);
    expect(message.length).toBeLessThan(500);
  });
});
