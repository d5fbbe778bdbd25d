import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerLocally, type LocalRequest } from "../../../src/docker/host/answer.ts";
import { hasFailed } from "../../../src/docker/host/ask-host.ts";
import { resolveOnHost } from "../../../src/docker/host/paths.ts";
import type { HostAnswer } from "../../../src/docker/host/requests.ts";
import { workspace } from "../../support/workspace.ts";

let folder: Awaited<ReturnType<typeof workspace>>;
/** The root of a host, beside which lies what is none of it. */
let root: string;

beforeEach(async () => {
  folder = await workspace({ outside: "secret", "host/etc/docker/daemon.json": "{}\n", "host/var/": "" });
  root = join(folder.path, "host");
});
afterEach(() => folder.dispose());

const ask = <R extends LocalRequest>(request: R) =>
  answerLocally({ root, proc: "/proc" }, request) as HostAnswer<R>;
/** An answer that has not failed. */
const done = <R extends LocalRequest>(request: R) => {
  const answer = ask(request);
  if (hasFailed(answer)) throw new Error(answer.failed);
  return answer;
};
const at = (path: string) => join(root, path);
const textOf = (path: string) => readFile(at(path), "utf8");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a path", () => {
  it("is the host's, whatever links say", async () => {
    await symlink("/etc/docker", at("absolute"));
    await symlink("../../../../../../etc", at("var/upwards"));
    await symlink("docker/daemon.json", at("etc/relative"));
    expect(resolveOnHost(root, "/absolute/daemon.json")).toBe("/etc/docker/daemon.json");
    expect(resolveOnHost(root, "/var/upwards/docker")).toBe("/etc/docker");
    expect(resolveOnHost(root, "/etc/relative")).toBe("/etc/docker/daemon.json");
    expect(resolveOnHost(root, "/../../outside")).toBe("/outside");
    expect(resolveOnHost(root, "/not/there/yet")).toBe("/not/there/yet");
  });

  it("that leads in a circle, or is not absolute, fails", async () => {
    await symlink("b", at("a"));
    await symlink("a", at("b"));
    expect(ask({ do: "read", path: "/a" })).toEqual({ failed: "/a leads in a circle", code: "ELOOP" });
    for (const path of ["etc", "", "./etc", "/etc\0x"])
      expect(ask({ do: "read", path })).toMatchObject({ code: "EINVAL" });
  });

  it("never leaves the host, however it is put together", async () => {
    await symlink("/", at("etc/root"));
    await symlink("..", at("etc/up"));
    await symlink("../../..", at("var/far"));
    await symlink(`${folder.path}/outside`, at("etc/out"));
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "etc",
      "var",
      "root",
      "up",
      "far",
      "out",
      "outside",
      "docker",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const answer = ask({ do: "read", path: `/${parts.join("/")}` });
        expect(JSON.stringify(answer)).not.toContain("secret");
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("read", () => {
  it("tells a file with its mode and owner", async () => {
    await chmod(at("etc/docker/daemon.json"), 0o640);
    const { uid, gid } = await stat(at("etc/docker/daemon.json"));
    expect(ask({ do: "read", path: "/etc/docker/daemon.json" })).toEqual({
      ...{ text: "{}\n", mode: 0o640, uid, gid },
      ...{ resolved: "/etc/docker/daemon.json", writable: true },
    });
  });

  it("tells that there is none, and whether one may be made", () => {
    expect(ask({ do: "read", path: "/etc/none/daemon.json" })).toEqual({
      resolved: "/etc/none/daemon.json",
      writable: true,
    });
  });

  it("fails where it is no file, by the host's own path", async () => {
    expect(ask({ do: "read", path: "/etc" })).toEqual({ failed: "/etc is no file", code: "EINVAL" });
    await symlink("/etc/docker", at("link"));
    expect(ask({ do: "read", path: "/link" })).toEqual({ failed: "/etc/docker is no file", code: "EINVAL" });
    await writeFile(at("large"), "");
    expect(JSON.stringify(ask({ do: "write", path: "/large/below", text: "" }))).not.toContain(root);
  });
});

describe("write", () => {
  const path = "/etc/docker/daemon.json";

  it("keeps a file's mode and owner, and what links to it", async () => {
    await symlink("/etc/docker/daemon.json", at("etc/link"));
    await chmod(at(path), 0o600);
    if (process.getuid?.() === 0) await chown(at(path), 5, 7);
    expect(ask({ do: "write", path: "/etc/link", text: "new", mode: 0o644 })).toEqual({ written: true });
    expect(await textOf(path)).toBe("new");
    expect((await lstat(at("etc/link"))).isSymbolicLink()).toBe(true);
    const { mode, uid, gid } = await stat(at(path));
    expect(mode & 0o777).toBe(0o600);
    if (process.getuid?.() === 0) expect([uid, gid]).toEqual([5, 7]);
    expect(await readdir(at("etc/docker"))).toEqual(["daemon.json"]);
  });

  it.runIf(process.getuid?.() === 0)(
    "makes a new one that others may read, unless it says otherwise",
    async () => {
      done({ do: "write", path: "/var/lib/imgpub/ledger.json", text: "{}" });
      done({ do: "write", path: "/var/lib/imgpub/secret.json", text: "{}", mode: 0o600 });
      const modeOf = async (name: string) => (await stat(at(`var/lib/imgpub/${name}`))).mode & 0o777;
      expect([await modeOf(""), await modeOf("ledger.json"), await modeOf("secret.json")]).toEqual([
        0o755, 0o644, 0o600,
      ]);
    },
  );

  it("writes only where the file is what was expected", async () => {
    expect(ask({ do: "write", path, text: "mine", ifSha256: sha256("other") })).toEqual({ written: false });
    expect(ask({ do: "write", path, text: "mine", ifSha256: null })).toEqual({ written: false });
    expect(await textOf(path)).toBe("{}\n");
    expect(ask({ do: "write", path, text: "mine", ifSha256: sha256("{}\n") })).toEqual({ written: true });
    expect(ask({ do: "write", path: "/var/new", text: "mine", ifSha256: sha256("") })).toEqual({
      written: false,
    });
    expect(ask({ do: "write", path: "/var/new", text: "mine", ifSha256: null })).toEqual({ written: true });
    expect([await textOf(path), await textOf("/var/new")]).toEqual(["mine", "mine"]);
  });

  it("keeps what was there", async () => {
    done({ do: "write", path, text: "new", backup: `${path}.imgpub.bak` });
    expect([await textOf(path), await textOf(`${path}.imgpub.bak`)]).toEqual(["new", "{}\n"]);
  });

  it("clears away what was left half written, and nothing that is somebody's", async () => {
    const ended = 4_194_305;
    for (const name of [`imgpub-${ended}`, "imgpub-1", "imgpub-x", "bak"])
      await writeFile(at(`${path}.${name}`), "half");
    done({ do: "write", path, text: "new" });
    const names = await readdir(at("etc/docker"));
    expect(names.sort()).toEqual([
      "daemon.json",
      "daemon.json.bak",
      "daemon.json.imgpub-1",
      "daemon.json.imgpub-x",
    ]);
  });

  it("that fails leaves the old text and nothing beside it", async () => {
    await mkdir(at("etc/docker/folder"));
    expect(ask({ do: "write", path: "/etc/docker/folder", text: "new" })).toMatchObject({ code: "EISDIR" });
    expect((await readdir(at("etc/docker"))).sort()).toEqual(["daemon.json", "folder"]);
  });
});

describe("remove", () => {
  it("takes a file, once", async () => {
    expect(ask({ do: "remove", path: "/etc/docker/daemon.json" })).toEqual({ removed: true });
    expect(ask({ do: "remove", path: "/etc/docker/daemon.json" })).toEqual({ removed: false });
    expect(ask({ do: "remove", path: "/not/there" })).toEqual({ removed: false });
  });

  it("takes a link, and not what it leads to", async () => {
    await symlink("/etc/docker", at("var/link"));
    expect(ask({ do: "remove", path: "/var/link", recursive: true })).toEqual({ removed: true });
    expect(await readdir(at("var"))).toEqual([]);
    expect(await textOf("/etc/docker/daemon.json")).toBe("{}\n");
  });

  it("takes a folder only where all of it is meant, and no other than is named", async () => {
    await mkdir(at("var/store/blobs"), { recursive: true });
    await writeFile(at("var/kept"), "");
    expect(ask({ do: "remove", path: "/var/store" })).toHaveProperty("failed");
    expect(ask({ do: "remove", path: "/var/store/", recursive: true })).toEqual({ removed: true });
    expect(await readdir(at("var"))).toEqual(["kept"]);
    expect(ask({ do: "remove", path: "/var/store/", recursive: true })).toEqual({ removed: false });
  });

  it.each(["/", "//", "/.", "/..", "/var/..", "/var/.", "/var/../"])("refuses %s", async (path) => {
    expect(ask({ do: "remove", path, recursive: true })).toMatchObject({ code: "EINVAL" });
    expect((await readdir(root)).sort()).toEqual(["etc", "var"]);
  });
});

it("makes a folder of the mode that is asked for, once", async () => {
  const request = { do: "make-folder", path: "/var/lib/imgpub/mirror", mode: 0o700 } as const;
  expect([ask(request), ask(request)]).toEqual([{ made: true }, { made: false }]);
  expect((await stat(at("var/lib/imgpub/mirror"))).mode & 0o777).toBe(0o700);
});

it("reserves blocks of its own, and keeps what is reserved", async () => {
  const request = { do: "reserve", path: "/var/lib/imgpub/reserve", bytes: (2 << 20) + 5 } as const;
  expect([ask(request), ask({ ...request, bytes: 10 })]).toEqual([
    { bytes: (2 << 20) + 5 },
    { bytes: (2 << 20) + 5 },
  ]);
  const { size, blocks } = await stat(at("var/lib/imgpub/reserve"));
  expect(size).toBe((2 << 20) + 5);
  expect(blocks * 512).toBeGreaterThanOrEqual(size);
});

it("tells the file system of what is not there yet", async () => {
  const here = done({ do: "statfs", path: "/etc" });
  const there = done({ do: "statfs", path: "/var/lib/imgpub/not/there" });
  expect(there).toMatchObject({ total: here.total, device: here.device, type: here.type });
  expect(here.device).toBe((await stat(root)).dev);
  expect(here.available).toBeLessThanOrEqual(here.free);
  expect(here.free).toBeLessThanOrEqual(here.total);
});
