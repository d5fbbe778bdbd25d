import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calledFileReader, readWorkspaceWorkflows } from "../../src/lane/workspace.ts";
import { globBase, selectWorkflows } from "../../src/workflow/files.ts";

const github = [".github/workflows/b.yaml", ".github/workflows/a.yml", ".github/workflows/deep/c.yml"];
const gitea = [".gitea/workflows/g.yml", ".gitea/workflows/deep/h.yml", ".gitea/workflows/readme.md"];
const all = [...github, ...gitea, ".forgejo/workflows/f.yml", "src/x.yml"];

describe("without globs, the forge's own folders count", () => {
  test("the first that exists on Gitea and Forgejo, with the folders in it", async () => {
    expect(await selectWorkflows(all, "gitea")).toEqual([
      ".gitea/workflows/deep/h.yml",
      ".gitea/workflows/g.yml",
    ]);
    expect(await selectWorkflows(all, "forgejo")).toEqual([".forgejo/workflows/f.yml"]);
    expect(await selectWorkflows([...github, ...gitea], "forgejo")).toHaveLength(2);
    expect(await selectWorkflows(github, "gitea")).toHaveLength(3);
    expect(await selectWorkflows([...github, ".gitea/workflows/readme.md"], "gitea")).toEqual([]);
  });

  test("one on GitHub, without folders in it", async () => {
    expect(await selectWorkflows(all, "github")).toEqual([
      ".github/workflows/a.yml",
      ".github/workflows/b.yaml",
    ]);
  });
});

test("globs choose, and take out again", async () => {
  const chosen = (...globs: string[]) => selectWorkflows(all, "gitea", globs);
  expect(await chosen(".github/workflows/*.yml")).toEqual([".github/workflows/a.yml"]);
  expect(await chosen("./.github/**", "!**/deep/**")).toEqual([
    ".github/workflows/a.yml",
    ".github/workflows/b.yaml",
  ]);
  expect(await chosen("!**/h.yml")).toEqual([".gitea/workflows/g.yml"]);
  expect(await chosen("**/*.md")).toEqual([]);
  expect(await chosen("src/x.yml")).toEqual(["src/x.yml"]);
});

test.each([
  [".github/workflows/*.yml", ".github/workflows"],
  ["./ci/**/x.yml", "ci"],
  ["ci/a.yml", "ci"],
  ["*.yml", ""],
  ["{a,b}/x.yml", ""],
])("%s begins in %j", (glob, base) => {
  expect(globBase(glob)).toBe(base);
});

describe("in a workspace", () => {
  let top = "";
  let root = "";
  beforeAll(async () => {
    top = await mkdtemp(join(tmpdir(), "lane-"));
    root = join(top, "workspace");
    const files: Record<string, string | Uint8Array> = {
      "workspace/.github/workflows/a.yml": "on: push\n",
      "workspace/.github/workflows/large.yml": "#".repeat(1_048_577),
      "workspace/.github/workflows/latin.yml": Uint8Array.of(0x23, 0xe9),
      "workspace/.github/workflows/deep/c.yml": "c: 1\n",
      "workspace/.git/x.yml": "",
      "workspace/ci/b.yml": "b: 1\n",
      "secret.yml": "secret: 1\n",
    };
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(top, path)), { recursive: true });
      await writeFile(join(top, path), content);
    }
    const link = (name: string, target: string) => symlink(target, join(root, ".github/workflows", name));
    await link("inside.yml", "../../ci/b.yml");
    await link("outside.yml", "../../../secret.yml");
    await link("nowhere.yml", "none.yml");
    await link("folder.yml", "deep");
    await link("linked", "../../ci");
    await symlink("../..", join(root, "ci/up"));
  });
  afterAll(() => rm(top, { recursive: true, force: true }));

  test("files are read, and what cannot be is a problem", async () => {
    const { files, problems } = await readWorkspaceWorkflows(root, { kind: "github" });
    const link = "it is a symbolic link, which not every forge follows; put the file there";
    expect(files).toEqual([{ path: ".github/workflows/a.yml", text: "on: push\n" }]);
    expect(problems.map(({ path, kind, message }) => [path.slice(18), kind, message])).toEqual([
      ["folder.yml", "unread", link],
      ["inside.yml", "unread", link],
      ["large.yml", "unread", "it is larger than 1024 KiB"],
      ["latin.yml", "unread", "it is not text in UTF-8"],
      ["nowhere.yml", "unread", link],
      ["outside.yml", "unread", link],
    ]);
  });

  test("globs are searched for, and neither git's folder nor a linked one", async () => {
    const paths = async (...globs: string[]) =>
      (await readWorkspaceWorkflows(root, { kind: "github", globs })).files.map(({ path }) => path);
    expect(await paths("ci/*.yml")).toEqual(["ci/b.yml"]);
    expect(await paths("**/{b,c,x}.yml")).toEqual([".github/workflows/deep/c.yml", "ci/b.yml"]);
    expect(await paths("none/*.yml")).toEqual([]);
    expect(await paths("../*.yml")).toEqual([]);
  });

  test("without a folder of workflows there are none", async () => {
    expect(await readWorkspaceWorkflows(join(root, "ci"), { kind: "gitea" })).toEqual({
      files: [],
      problems: [],
    });
  });

  test("called files are read where they lie in the workspace", async () => {
    const read = calledFileReader(root);
    expect(await read("ci/b.yml")).toBe("b: 1\n");
    for (const path of ["none.yml", "ci/b.yml/x"]) expect(await read(path)).toBeUndefined();
    for (const path of ["../secret.yml", ".github/workflows/outside.yml", "ci"])
      expect(await read(path)).toMatchObject({ path, kind: "unread" });
  });
});
