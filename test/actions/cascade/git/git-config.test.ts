import { mkdir, readdir, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createServer as createTls } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainGit, startGitServer } from "../../../support/git-server/index.ts";
import { startForwardProxy } from "../../../support/proxies/forward-proxy.ts";
import { tls } from "../../../support/proxies/tls.ts";
import { expectOneError, expectSuccess } from "../../step.ts";
import { cascade, folder, lines, reportOf, template, textOf } from "../cascade.ts";

/** A repository with such a configuration, and the temporary folder of a runner somewhere in it. */
async function surrounded(config: Readonly<Record<string, string>>) {
  const made = await folder();
  await plainGit(["init", "--quiet", made.path]);
  for (const [key, value] of Object.entries(config))
    await plainGit(["config", "--add", key, value], { cwd: made.path });
  const temp = join(made.path, "work", "_temp");
  await mkdir(temp, { recursive: true });
  return {
    path: made.path,
    env: { RUNNER_TEMP: temp },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}

/** The requests for a template that is updated. */
const sevenRequests = [
  "GET org/app upload-pack 200",
  "POST org/app upload-pack 200",
  "POST org/app upload-pack 200",
  "GET org/app upload-pack 200",
  "POST org/app upload-pack 200",
  "GET org/app receive-pack 200",
  "POST org/app receive-pack 200",
];

// git(1), GIT_DIR: without it git looks for a repository in the folder that it runs in, and then in those above it.
describe.concurrent("the configuration of a repository around the temporary folder is not read", () => {
  test.each(["http.proxy", "http.<url>.proxy", "remote.origin.proxy"])(
    "%s: the proxy sees no request, and so no token",
    async (key) => {
      await using server = await startGitServer();
      await using proxy = await startForwardProxy({ "127.0.0.1": () => server.origin });
      await template(server);
      const name = key.replace("<url>", `${server.origin}/`);
      await using around = await surrounded({ [name]: `http://127.0.0.1:${proxy.port}` });
      const run = await cascade(server, {}, { env: around.env });
      expectSuccess(run);
      expect(reportOf(run).state).toBe("updated");
      expect(proxy.seen).toEqual([]);
      expect(lines(server.requests)).toEqual(sevenRequests);
    },
  );

  test("a proxy of a file that it includes neither", async () => {
    await using server = await startGitServer();
    await using proxy = await startForwardProxy({ "127.0.0.1": () => server.origin });
    await template(server);
    await using made = await folder();
    const included = join(made.path, "included");
    await writeFile(included, `[http]\n\tproxy = http://127.0.0.1:${proxy.port}\n`);
    await using around = await surrounded({ "include.path": included });
    const run = await cascade(server, {}, { env: around.env });
    expectSuccess(run);
    expect(proxy.seen).toEqual([]);
    expect(lines(server.requests)).toEqual(sevenRequests);
  });

  test("addresses to be replaced, helpers, hooks, programs, headers and rules: unused", async () => {
    await using server = await startGitServer();
    await using other = await startGitServer();
    await template(server);
    await using made = await folder();
    const marker = join(made.path, "ran");
    const touch = `!touch ${marker}; false`;
    const hooks = join(made.path, "hooks");
    await mkdir(hooks);
    for (const hook of ["pre-push", "reference-transaction", "post-checkout", "pre-auto-gc"])
      await writeFile(join(hooks, hook), `#!/bin/sh\ntouch ${marker}\nexit 1\n`, { mode: 0o755 });
    await using around = await surrounded({
      [`url.${other.origin}/.insteadOf`]: `${server.origin}/`,
      [`url.${other.origin}/.pushInsteadOf`]: `${server.origin}/`,
      "credential.helper": touch,
      "credential.useHttpPath": "true",
      "core.hooksPath": hooks,
      "core.askPass": marker,
      "core.fsmonitor": `touch ${marker}`,
      "core.sshCommand": `touch ${marker}`,
      "core.gitProxy": `touch ${marker}`,
      "core.pager": `touch ${marker}`,
      "pager.clone": `touch ${marker}`,
      "pager.config": `touch ${marker}`,
      "alias.clone": touch,
      "alias.remote-http": touch,
      "init.templateDir": hooks,
      "http.extraHeader": "X-Theirs: 1",
      "http.cookieFile": join(made.path, "cookies"),
      "http.saveCookies": "true",
      "http.userAgent": "theirs",
      "http.curloptResolve": "127.0.0.1:1:127.0.0.1",
      "http.followRedirects": "true",
      "http.emptyAuth": "true",
      "http.sslVersion": "sslv2",
      "http.version": "HTTP/9",
      "http.lowSpeedTime": "0",
      "protocol.allow": "never",
      "protocol.http.allow": "never",
      "protocol.version": "0",
      "transfer.fsckObjects": "true",
      "transfer.hideRefs": "refs/heads",
      "fetch.recurseSubmodules": "true",
      "push.gpgSign": "true",
      "push.pushOption": "theirs",
      "push.followTags": "true",
      "remote.origin.mirror": "true",
      "clone.defaultRemoteName": "theirs",
      "core.worktree": made.path,
    });
    const run = await cascade(server, {}, { env: around.env });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(lines(server.requests)).toEqual(sevenRequests);
    expect(other.requests).toEqual([]);
    expect(server.requests.every(({ headers }) => headers["x-theirs"] === undefined)).toBe(true);
    expect(server.requests.some(({ headers }) => headers["user-agent"] === "theirs")).toBe(false);
    const refused = await cascade(server, { token: "not-the-servers-token" }, { env: around.env });
    expect(expectOneError(refused)).toContain("HTTP 401");
    expect(await readdir(made.path)).toEqual(["hooks"]);
  });

  test("nor does it matter where it is broken or newer than git, and the machine's own is read all the same", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await using proxy = await startForwardProxy({ "templates.example.test": () => server.origin });
    await using around = await surrounded({});
    const home = join(around.path, "home");
    await mkdir(home);
    await writeFile(join(home, ".gitconfig"), `[http]\n\tproxy = http://127.0.0.1:${proxy.port}\n`);
    const direct = { url: "http://templates.example.test", token: server.token };
    const configs = ["[core\n", "[core]\n\trepositoryFormatVersion = 99\n", "[core]\n\tbare = perhaps\n"];
    for (const [n, config] of configs.entries()) {
      await writeFile(join(around.path, ".git", "config"), config);
      const env = { ...around.env, HOME: home };
      expectSuccess(await cascade(direct, { version: `2.0.${n}` }, { env }));
      expect(await textOf(app)).toBe(`2.0.${n}\n`);
    }
  });

  test("a certificate is verified though it says otherwise", async () => {
    await using server = await startGitServer();
    await template(server);
    await using front = await tlsFront(server.origin);
    await using around = await surrounded({ "http.sslVerify": "false" });
    const env = { ...around.env, NODE_EXTRA_CA_CERTS: undefined };
    const run = await cascade({ url: front.url, token: server.token }, {}, { env });
    expect(expectOneError(run)).toContain("certificate not trusted");
    expect(server.requests).toEqual([]);
  });

  test("the temporary folder of a runner may be a bare repository itself", async () => {
    await using server = await startGitServer();
    await using proxy = await startForwardProxy({ "127.0.0.1": () => server.origin });
    await template(server);
    await using made = await folder();
    await plainGit(["init", "--quiet", "--bare", made.path]);
    await plainGit(["config", "http.proxy", `http://127.0.0.1:${proxy.port}`], { cwd: made.path });
    expectSuccess(await cascade(server, {}, { env: { RUNNER_TEMP: made.path } }));
    expect(proxy.seen).toEqual([]);
    expect(lines(server.requests)).toEqual(sevenRequests);
  });
});

/** The server behind TLS with a certificate that nobody trusts. */
async function tlsFront(origin: string) {
  const front = createTls({ key: tls.key, cert: tls.cert }, (incoming, response) => {
    const { method, headers, url } = incoming;
    incoming.pipe(
      request(new URL(url ?? "/", origin), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(front.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}
