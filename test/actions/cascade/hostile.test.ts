import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { faults, type GitServer, startGitServer } from "../../support/git-server/index.ts";
import type { RunResult } from "../../support/runner.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import {
  type CascadeOptions,
  cascade,
  folder,
  onPush,
  onPushRefs,
  reportOf,
  template,
  textOf,
  workflow,
  workflowPath,
} from "./cascade.ts";

/** Asserts that no form of the token is anywhere that the step writes to, its requests to hide it left out. */
function expectSecret(run: RunResult, token: string): void {
  const said = [
    run.stdout
      .split("\n")
      .filter((line) => !line.startsWith("::add-mask::"))
      .join("\n"),
    run.stderr,
    run.summary,
    JSON.stringify(run.outputs),
  ].join("\n");
  for (const form of formsOf(token)) expect(said).not.toContain(form);
}

/** The token, the header's credentials, and what of the token's Base64 is the same whatever stands before it. */
function formsOf(token: string): string[] {
  return [
    token,
    encodeURIComponent(token),
    Buffer.from(`x-access-token:${token}`).toString("base64"),
    ...[0, 1, 2].map((skipped) => {
      const bytes = Buffer.from(token).subarray(skipped);
      return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
    }),
  ];
}

describe.concurrent("a server that repeats the token", () => {
  test.each([
    ["in a 403 of the clone", { service: "upload-pack" }, 403],
    ["in a 500 of the clone", { service: "upload-pack" }, 500],
    ["in a 400 of the clone", { service: "upload-pack" }, 400],
    ["in a 403 when the push begins", onPushRefs, 403],
    ["in a 403 of the push", onPush, 403],
    ["in a 500 of the push", onPush, 500],
  ] as const)("%s: it is told nowhere", async (_, match, code) => {
    await using server = await startGitServer();
    await template(server);
    server.faults.add({ match, act: faults.echoAuthorization(code), times: Infinity });
    const run = await cascade(server, {}, { env: { RUNNER_DEBUG: "1" } });
    expect(expectOneError(run)).toContain(`HTTP ${code}`);
    expectSecret(run, server.token);
    expect(run.masks).toEqual(expect.arrayContaining([server.token]));
    expect(run.masks).toContain(Buffer.from(server.token).toString("base64"));
  });

  test("in a hook's words: they are told without it", async () => {
    await using server = await startGitServer({ token: "s3cr3t/with+signs=and%40more" });
    const app = await template(server);
    const basic = Buffer.from(`x-access-token:${server.token}`).toString("base64");
    await app.hook("pre-receive", `echo 'no: ${server.token} ${basic}' >&2; exit 1\n`);
    const run = await cascade(server);
    expect(expectOneError(run)).toContain("(no: ***");
    expectSecret(run, server.token);
  });

  test("in workflow commands of a hook: none is obeyed", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.hook(
      "pre-receive",
      "printf '::set-output name=json::x\\n::error::theirs\\n##[error]theirs\\n\\033[2Jcleared\\n' >&2; exit 1\n",
    );
    const run = await cascade(server);
    expect(run.annotations).toHaveLength(1);
    expectOneError(run);
    expect(run.log).not.toMatch(/^\s*::|##\[/m);
    expect(run.stdout).not.toContain("\u001b");
  });
});

describe.concurrent("a redirect", () => {
  test.each([
    ["clone", { service: "upload-pack" }, 301],
    ["clone", { service: "upload-pack" }, 307],
    ["push", { service: "receive-pack", phase: "refs" }, 302],
    ["push", { service: "receive-pack", phase: "rpc" }, 308],
  ] as const)("of the %s to another origin is not followed: %o %i", async (of, match, code) => {
    await using server = await startGitServer();
    await using other = await startGitServer({ token: server.token });
    await template(server);
    const theirs = await template(other);
    server.faults.add({ match, act: faults.redirect(other.origin, code), times: Infinity });
    const run = await cascade(server);
    const advice = of === "clone" ? `the server is at "${other.origin}" now` : "use the name or address";
    expect(expectOneError(run)).toContain(`redirected, HTTP ${code}; ${advice}`);
    expect(other.requests).toEqual([]);
    expect(await textOf(theirs)).toBe("1.0.0\n");
  });

  test("on the same origin is not followed either", async () => {
    await using server = await startGitServer();
    await template(server);
    await template(server, "org/renamed");
    server.faults.add({
      match: { repository: "org/app" },
      times: Infinity,
      act: faults.status(301, {
        headers: { location: "/org/renamed.git/info/refs?service=git-upload-pack" },
      }),
    });
    expectOneError(await cascade(server));
    // The second is for where it leads, to be told.
    expect(server.requests.map(({ repository }) => repository)).toEqual(["org/app", "org/app"]);
  });
});

/** A home folder with a git configuration and what else is in one. */
async function home(files: Readonly<Record<string, string>>) {
  const made = await folder();
  for (const [name, text] of Object.entries(files))
    await writeFile(join(made.path, name), text, { mode: 0o700 });
  return made;
}

/** The Authorization headers of all requests, and how many each request carried. */
function authorizations(server: GitServer): string[] {
  return server.requests.map(({ headers }) => headers.authorization ?? "none");
}

function ours(server: GitServer): string {
  return `Basic ${Buffer.from(`x-access-token:${server.token}`).toString("base64")}`;
}

/** How often the header was sent in each request, which the usual view of headers hides. */
async function countingServer(target: GitServer) {
  const { request } = await import("node:http");
  const counts: number[] = [];
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    counts.push(incoming.rawHeaders.filter((name) => name.toLowerCase() === "authorization").length);
    seen.push(`${incoming.method} ${incoming.url}`);
    const { hostname, port } = new URL(target.origin);
    // A proxy is asked with the whole address.
    const url = new URL(incoming.url ?? "/", target.origin);
    const path = `${url.pathname}${url.search}`;
    const { method, headers } = incoming;
    incoming.pipe(
      request({ hostname, port, path, method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
        answer.pipe(response);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.concurrent("the machine's configuration", () => {
  test("with a header of an earlier checkout: only ours is sent, once", async () => {
    await using server = await startGitServer();
    await using counting = await countingServer(server);
    const app = await template(server);
    const theirs = `AUTHORIZATION: basic ${Buffer.from("x-access-token:of-the-checkout").toString("base64")}`;
    await using made = await home({
      ".gitconfig": `[http "${counting.url}/"]\n\textraheader = ${theirs}\n[http]\n\textraheader = X-Theirs: 1\n`,
    });
    const run = await cascade({ url: counting.url, token: server.token }, {}, { env: { HOME: made.path } });
    expectSuccess(run);
    expect(await textOf(app)).toBe("1.1.0\n");
    expect(counting.counts.length).toBeGreaterThan(4);
    expect(new Set(counting.counts)).toEqual(new Set([1]));
    expect(new Set(authorizations(server))).toEqual(new Set([ours(server)]));
    expect(server.requests.every(({ headers }) => headers["x-theirs"] === undefined)).toBe(true);
  });

  test("with addresses to be replaced, .netrc, credential helpers, hooks, aliases and filters: unused", async () => {
    await using server = await startGitServer();
    await using other = await startGitServer();
    await template(server);
    await using made = await home({ ".netrc": `machine 127.0.0.1 login netrc password of-netrc\n` });
    const marker = join(made.path, "ran");
    const touch = `touch ${marker}`;
    await mkdir(join(made.path, "hooks"));
    for (const hook of ["pre-push", "reference-transaction", "post-checkout", "post-index-change"]) {
      await writeFile(join(made.path, "hooks", hook), `#!/bin/sh\n${touch}\n`);
      await chmod(join(made.path, "hooks", hook), 0o755);
    }
    await writeFile(
      join(made.path, ".gitconfig"),
      `[url "${other.origin}/"]
	insteadOf = ${server.origin}/
	pushInsteadOf = ${server.origin}/
[credential]
	helper = "!f() { ${touch}; echo username=a; echo password=b; }; f"
[core]
	hooksPath = ${made.path}/hooks
	askPass = ${marker}-not
	fsmonitor = ${touch}
	sshCommand = ${touch}
	pager = ${touch}
[init]
	templateDir = ${made.path}
[filter "x"]
	smudge = ${touch}
	clean = ${touch}
[commit]
	gpgSign = true
[gpg]
	program = ${touch}
[user]
	name = Somebody Else
	email = else@example.com
[push]
	gpgSign = if-asked
	followTags = true
[fetch]
	recurseSubmodules = true
[transfer]
	fsckObjects = true
`,
    );
    const run = await cascade(server, {}, { env: { HOME: made.path, XDG_CONFIG_HOME: made.path } });
    expectSuccess(run);
    expect(other.requests).toEqual([]);
    expect(new Set(authorizations(server))).toEqual(new Set([ours(server)]));
    // The same where the server wants other credentials, which is when helpers are asked.
    const refused = await cascade(server, { token: "not-the-servers-token" }, { env: { HOME: made.path } });
    expect(expectOneError(refused)).toContain("HTTP 401");
    expect(await readdir(made.path)).not.toContain("ran");
    expect(authorizations(server).filter((one) => one !== ours(server))).toHaveLength(1);
  });

  test("and what the job's environment tells git: unused", async () => {
    await using server = await startGitServer();
    await using other = await startGitServer();
    const app = await template(server);
    await using made = await folder();
    const marker = join(made.path, "ran");
    await writeFile(join(made.path, "ask"), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    const ask = join(made.path, "ask");
    const env: CascadeOptions["env"] = {
      GIT_TRACE: "1",
      GIT_TRACE_CURL: join(made.path, "trace-curl"),
      GIT_TRACE_PACKET: join(made.path, "trace-packet"),
      GIT_TRACE2_EVENT: join(made.path, "trace-event"),
      GIT_TRACE_REDACT: "0",
      GIT_CURL_VERBOSE: "1",
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: `url.${other.origin}/.insteadOf`,
      GIT_CONFIG_VALUE_0: `${server.origin}/`,
      GIT_CONFIG_KEY_1: "http.extraHeader",
      GIT_CONFIG_VALUE_1: "X-Theirs: 1",
      GIT_CONFIG_PARAMETERS: `'http.extraheader=X-Theirs: 2'`,
      GIT_ASKPASS: ask,
      SSH_ASKPASS: ask,
      GIT_EDITOR: ask,
      GIT_DIR: made.path,
      GIT_WORK_TREE: made.path,
      GIT_INDEX_FILE: join(made.path, "index"),
      GIT_OBJECT_DIRECTORY: join(made.path, "objects"),
      GIT_TEMPLATE_DIR: made.path,
      GIT_AUTHOR_NAME: "Somebody Else",
      GIT_COMMITTER_EMAIL: "else@example.com",
      GIT_AUTHOR_DATE: "2001-01-01T00:00:00Z",
      GIT_TERMINAL_PROMPT: "1",
      GIT_NAMESPACE: "theirs",
      GIT_PROTOCOL: "version=0",
    };
    const run = await cascade(server, {}, { env });
    expectSuccess(run);
    expectSecret(run, server.token);
    expect(await readdir(made.path)).toEqual(["ask"]);
    expect(other.requests).toEqual([]);
    expect(server.requests.every(({ headers }) => headers["x-theirs"] === undefined)).toBe(true);
    expect((await app.log())[0]).toMatchObject({
      author: { name: "imgpub" },
      committer: { email: "noreply@imgpub.invalid" },
    });
    const refused = await cascade(server, { token: "not-the-servers-token" }, { env });
    expectOneError(refused);
    expect(await readdir(made.path)).toEqual(["ask"]);
  });

  test("of a proxy is honoured, from the environment and from git's configuration", async () => {
    await using server = await startGitServer();
    await using proxy = await countingServer(server);
    const app = await template(server);
    const direct = { url: "http://templates.example.test", token: server.token };
    expectSuccess(await cascade(direct, {}, { env: { http_proxy: proxy.url } }));
    expect(await textOf(app)).toBe("1.1.0\n");
    const asked = proxy.seen.length;
    expect(proxy.seen[0]).toBe(
      "GET http://templates.example.test/org/app.git/info/refs?service=git-upload-pack",
    );
    await using made = await home({ ".gitconfig": `[http]\n\tproxy = ${proxy.url}\n` });
    expectSuccess(await cascade(direct, { version: "1.2.0" }, { env: { HOME: made.path } }));
    expect(await textOf(app)).toBe("1.2.0\n");
    expect(proxy.seen.length).toBeGreaterThan(asked);
  });

  test("of an authority is honoured, without which the certificate is refused", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const { tls } = await import("../../support/proxies/tls.ts");
    const { createServer: createTls } = await import("node:https");
    const { request } = await import("node:http");
    const front = createTls({ key: tls.key, cert: tls.cert }, (incoming, response) => {
      const { method, headers, url } = incoming;
      const { hostname, port } = new URL(server.origin);
      incoming.pipe(
        request({ hostname, port, path: url, method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
          answer.pipe(response);
        }),
      );
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    try {
      const secure = {
        url: `https://127.0.0.1:${(front.address() as AddressInfo).port}`,
        token: server.token,
      };
      expect(expectOneError(await cascade(secure))).toMatch(/certificate not trusted.*GIT_SSL_CAINFO/);
      await using made = await home({ "ca.pem": tls.cert });
      const ca = join(made.path, "ca.pem");
      await writeFile(join(made.path, ".gitconfig"), `[http "${secure.url}"]\n\tsslCAInfo = ${ca}\n`);
      expectSuccess(await cascade(secure, {}, { env: { HOME: made.path } }));
      expect(await textOf(app)).toBe("1.1.0\n");
      expectSuccess(await cascade(secure, { version: "1.2.0" }, { env: { GIT_SSL_CAINFO: ca } }));
      expect(await textOf(app)).toBe("1.2.0\n");
    } finally {
      front.closeAllConnections();
      front.close();
    }
  });
});

test("nothing of a repository runs: filters, attributes, hooks, submodules, LFS", async () => {
  await using server = await startGitServer();
  await using made = await folder();
  const marker = join(made.path, "ran");
  const run = `#!/bin/sh\ntouch ${marker}\n`;
  const hook = { mode: "100755", content: run } as const;
  const files = {
    [workflowPath]: workflow,
    ".runtime-version": "1.0.0\n",
    ".gitattributes":
      "* filter=evil diff=evil merge=evil text eol=crlf ident export-subst\n*.bin filter=lfs diff=lfs\n",
    ".gitconfig": `[filter "evil"]\n\tsmudge = touch ${marker}\n\tclean = touch ${marker}\n\trequired = true\n`,
    ".lfsconfig": `[lfs]\n\turl = ${server.origin}/lfs\n`,
    ".gitmodules": `[submodule "evil"]\n\tpath = evil\n\turl = ext::sh -c touch% ${marker}\n\tupdate = !touch ${marker}\n[submodule "b"]\n\tpath = b\n\turl = ${server.origin}/org/other.git\n`,
    evil: { submodule: "1".repeat(40) },
    b: { submodule: "2".repeat(40) },
    "big.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    ".git-hooks/pre-push": hook,
    ".githooks/post-checkout": hook,
    "hooks/pre-push": hook,
    "hooks/reference-transaction": hook,
    ".husky/pre-push": hook,
    link: { symlink: "../../../../etc/passwd" },
  };
  const app = await server.repository("org/app", { files });
  const entries = await app.entries();
  // A folder that looks like a bare repository, with the server's configuration as ours would be.
  await writeFile(
    join(app.path, "config"),
    `[core]\n\trepositoryformatversion = 0\n\tbare = true\n\thooksPath = ${made.path}\n`,
  );
  const ended = await cascade(server);
  expectSuccess(ended);
  expect(await readdir(made.path)).toEqual([]);
  expect(await textOf(app)).toBe("1.1.0\n");
  expect(await app.entries()).toEqual(entries);
  expect((await app.log())[0]?.files).toEqual([".runtime-version"]);
  expect(new Set(server.requests.map(({ repository }) => repository))).toEqual(new Set(["org/app"]));
  // What lies in the workspace is no repository of the action's either.
  await using work = await folder();
  await mkdir(join(work.path, ".git/hooks"), { recursive: true });
  await writeFile(join(work.path, ".git/HEAD"), "ref: refs/heads/main\n");
  await writeFile(
    join(work.path, ".git/config"),
    `[core]\n\tfsmonitor = touch ${marker}\n[url "http://127.0.0.1:1/"]\n\tinsteadOf = ${server.origin}/\n[http]\n\tproxy = http://127.0.0.1:1\n`,
  );
  const again = await cascade(server, { version: "1.2.0" }, { cwd: work.path });
  expectSuccess(again);
  expect(reportOf(again)).toMatchObject({ state: "updated", from: "1.1.0" });
  expect(await readdir(made.path)).toEqual([]);
});

test("the token is in no argument and in no file, and prompts are off", async () => {
  await using server = await startGitServer();
  await template(server);
  await using made = await folder();
  const path = (name: string) => join(made.path, name);
  for (const name of ["bin", "home", "temp", "tmp"]) await mkdir(path(name));
  // A git that tells how it was called before it is the real one.
  const { execFileSync } = await import("node:child_process");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const calls = path("calls");
  await writeFile(
    path("bin/git"),
    `#!/bin/sh
names=$(env | sed -n 's/^\\([A-Za-z_0-9]*\\)=.*/\\1/p' | tr '\\n' ' ')
printf '%s\\n' "$* | $names| prompt=$GIT_TERMINAL_PROMPT askpass=$GIT_ASKPASS" >>${calls}
exec ${real} "$@"
`,
    { mode: 0o755 },
  );
  const found: string[] = [];
  let looked = 0;
  const look = async () => {
    looked++;
    for (const root of ["home", "temp", "tmp"])
      for (const entry of await readdir(path(root), { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
        if (formsOf(server.token).some((form) => content.includes(form))) found.push(entry.name);
      }
  };
  server.faults.add({ act: faults.before(look), times: Infinity });
  const run = await cascade(
    server,
    {},
    {
      env: {
        PATH: `${path("bin")}:${process.env.PATH}`,
        HOME: path("home"),
        RUNNER_TEMP: path("temp"),
        TMPDIR: path("tmp"),
        GIT_TRACE: "1",
      },
    },
  );
  expectSuccess(run);
  expect(looked).toBeGreaterThan(4);
  expect(found).toEqual([]);
  const recorded = await readFile(calls, "utf8");
  const lines = recorded.trim().split("\n");
  expect(lines.length).toBeGreaterThan(6);
  for (const form of formsOf(server.token)) expect(recorded).not.toContain(form);
  const working = lines.filter((line) => !/^(--version|config) /.test(line));
  for (const line of working) expect(line).toMatch(/\| prompt=0 askpass=$/);
  for (const line of lines) {
    expect(line).not.toMatch(/\b(INPUT|GITHUB|RUNNER)_/);
    // Those of trace2 switch it off.
    expect(line).not.toMatch(/GIT_TRACE(?!2)/);
  }
  // Nothing of it stays.
  for (const root of ["home", "temp", "tmp"]) expect(await readdir(path(root))).toEqual([]);
});
