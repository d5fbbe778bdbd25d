import { describe, expect, test } from "vitest";
import { status } from "../support/forge/faults.ts";
import { objectId } from "../support/forge/objects.ts";
import { failure, kit, never, repository, servers } from "./kit.ts";

const head = "2222222222222222222222222222222222222222";
const folders = [".gitea/workflows", ".github/workflows"];
const files = {
  "README.md": "# hello",
  ".gitea/workflows/a.yml": "on: push\n",
  ".gitea/workflows/deep/b.yaml": "on: pull_request\nname: größer\n",
  ".gitea/workflows/link.yml": { link: "a.yml" },
  ".gitea/workflows/module": { submodule: head },
  ".gitea/other.yml": "x",
};

async function opened(options: (typeof servers)[number], tree: Parameters<typeof addFiles>[1] = files) {
  const its = await kit(options);
  // The pull request is from a fork, and so is the job.
  its.fake.runners.allow("fork", "reader");
  addFiles(its.repo.objects, tree);
  const forge = await its.open({ token: "fork" });
  its.fake.log.length = 0;
  return { ...its, forge };
}

function addFiles(
  objects: Awaited<ReturnType<typeof kit>>["repo"]["objects"],
  tree: Parameters<typeof objects.commit>[1],
) {
  objects.commit(head, tree);
}

const blob = (text: string) => objectId("blob", Buffer.from(text));

describe.each(servers)("$product $version", (options) => {
  test("files of a folder and those in it", async () => {
    const { forge, fake } = await opened(options);
    const read = await forge.readFilesAt(repository, head, folders, {}, never);
    expect(read).toEqual({
      unread: [
        {
          path: expect.stringMatching(/^\.gitea\/workflows\//),
          reason: "it is a symbolic link, which not every forge follows; put the file there",
        },
      ],
      files: [".gitea/workflows/a.yml", ".gitea/workflows/deep/b.yaml"].map((path) => {
        const text = String(files[path as keyof typeof files]);
        return { path, sha: blob(text), text };
      }),
    });
    // The root, `.gitea`, what is in its folder, and two files.
    expect(fake.log).toHaveLength(5);
  });

  test("a known file is not read again", async () => {
    const { forge, fake } = await opened(options);
    const known = new Map([
      [".gitea/workflows/a.yml", blob("on: push\n")],
      [".gitea/workflows/deep/b.yaml", blob("something else")],
    ]);
    const read = await forge.readFilesAt(repository, head, folders, { known }, never);
    expect(read.files.map(({ text }) => text)).toEqual([undefined, files[".gitea/workflows/deep/b.yaml"]]);
    expect(fake.log.filter(({ path }) => path.includes("/git/blobs/"))).toHaveLength(1);
  });

  test("only wanted files are read", async () => {
    const { forge } = await opened(options);
    const wanted = (path: string) => path.endsWith(".yaml");
    const read = await forge.readFilesAt(repository, head, folders, { wanted }, never);
    expect(read.files.map(({ path }) => path)).toEqual([".gitea/workflows/deep/b.yaml"]);
  });

  test("folders that do not exist, or are files", async () => {
    const { forge } = await opened(options);
    const read = await forge.readFilesAt(repository, head, ["no/such", "README.md", ".gitea/a"], {}, never);
    expect(read).toEqual({ files: [], unread: [] });
  });

  test("two folders with the same files, and the root", async () => {
    const { forge, fake } = await opened(options, { "a/x.yml": "1", "b/x.yml": "1" });
    const both = await forge.readFilesAt(repository, head, ["a", "b/"], {}, never);
    expect(both.files.map(({ path }) => path)).toEqual(["a/x.yml", "b/x.yml"]);
    // The root and one tree, as both folders are the same.
    expect(fake.log.filter(({ path }) => path.includes("/git/trees/"))).toHaveLength(2);
    const all = await forge.readFilesAt(repository, head, [""], {}, never);
    expect(all.files.map(({ path }) => path)).toEqual(["a/x.yml", "b/x.yml"]);
  });

  test("at most 8 requests at a time", async () => {
    let now = 0;
    let most = 0;
    const names = Array.from({ length: 40 }, (_, n) => [`w/${n}.yml`, `${n}`] as const);
    const its = await kit({
      ...options,
      onRequest: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((done) => setTimeout(done, 5));
        now -= 1;
      },
    });
    addFiles(its.repo.objects, Object.fromEntries(names));
    const forge = await its.open();
    expect((await forge.readFilesAt(repository, head, ["w"], {}, never)).files).toHaveLength(40);
    expect(most).toBe(8);
  });

  test("a commit that does not exist, and a file that cannot be read", async () => {
    const { forge, fake } = await opened(options);
    const absent = forge.readFilesAt(repository, head.replace(/2/g, "3"), folders, {}, never);
    expect((await failure(absent)).name).toBe("ForgeError");
    fake.faults.add({ times: 99, match: ({ path }) => path.includes("/git/blobs/"), act: status(500) });
    const error = await failure(forge.readFilesAt(repository, head, folders, {}, never));
    expect(error.message).toContain("HTTP 500");
  });

  test("the head of a pull request, from a fork too", async () => {
    const { forge, repo } = await opened(options);
    repo.addPull({ head: "h", base: "main", sha: head, headRepository: "fork/app" });
    expect(await forge.pullRequestHead(repository, 1, never)).toBe(head);
    expect(await forge.pullRequestHead(repository, 2, never)).toBeUndefined();
  });
});

test("GitHub's tree that is cut short is reported", async () => {
  const { forge, fake } = await opened({ product: "github" }, { "w/a.yml": "1" });
  fake.faults.add({
    match: ({ query }) => query.has("recursive"),
    act: (_request, next) => {
      const reply = next();
      return { ...reply, json: { ...Object(reply.json), truncated: true } };
    },
  });
  const read = await forge.readFilesAt(repository, head, ["w"], {}, never);
  expect(read.files).toHaveLength(1);
  expect(read.unread).toEqual([{ path: "w", reason: "the server does not list all of its files" }]);
});

test.each(servers.filter(({ version }) => version === "1.24.7" || version === undefined))(
  "$product: too many files and too large ones",
  async (options) => {
    const many = Array.from(
      { length: 1100 },
      (_, n) => [`w/${String(n).padStart(4, "0")}.yml`, `${n}`] as const,
    );
    const large = "x".repeat(1024 * 1024 + 1);
    const { forge } = await opened(options, { ...Object.fromEntries(many), "w/0000a.yml": large });
    const read = await forge.readFilesAt(repository, head, ["w"], {}, never);
    expect(read.files).toHaveLength(500);
    expect(read.files[499]).toMatchObject({ path: "w/0499.yml", text: "499" });
    expect(read.unread).toHaveLength(601);
    expect(read.unread[0]).toEqual({
      path: "w/0000a.yml",
      reason: "it has 1048577 bytes, more than 1048576",
    });
    expect(read.unread[600]).toEqual({ path: "w/1099.yml", reason: "it is one of more than 500 files" });
  },
);
