import { expect, it } from "vitest";
import { plainGit, startGitServer } from "./index.ts";

it("holds every kind of file, and reads them back", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", {
    files: {
      'odd "name\\ é': "odd\n",
      bytes: Buffer.from([0, 255, 10]),
      "bin/run": { mode: "100755", content: "#!/bin/sh\n" },
      link: { symlink: "../elsewhere" },
      module: { submodule: "1".repeat(40) },
    },
  });
  expect(await repository.entries()).toEqual([
    { mode: "100755", path: "bin/run" },
    { mode: "100644", path: "bytes" },
    { mode: "120000", path: "link" },
    { mode: "160000", path: "module" },
    { mode: "100644", path: 'odd "name\\ é' },
  ]);
  expect(await repository.read("bytes")).toEqual(Buffer.from([0, 255, 10]));
  expect((await repository.read("link"))?.toString()).toBe("../elsewhere");
  expect(await repository.read("none")).toBeUndefined();
  await plainGit(["fsck", "--strict"], { cwd: repository.path });
});

it("makes an empty repository with the branch its HEAD names", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { branch: "trunk" });
  expect(await repository.head()).toBeUndefined();
  expect(await repository.branches()).toEqual([]);
  const head = await plainGit(["symbolic-ref", "HEAD"], { cwd: repository.path });
  expect(head.stdout).toBe("refs/heads/trunk\n");
  const sha = await repository.commit({ a: "1\n" });
  expect(await repository.head("trunk")).toBe(sha);
});

it("commits on top of branches, removes files, and tells the history", async () => {
  await using server = await startGitServer();
  const repository = await server.repository("org/app", { files: { a: "1\n", b: "1\n" }, history: 2 });
  const first = await repository.head();
  const message = "Subject\n\nBody\n\nCo-authored-by: A <a@example.test>\n";
  const sha = await repository.commit({ a: null, "c/d": "2\n" }, { message });
  const side = await repository.commit({ b: "2\n" }, { branch: "side" });
  expect(await repository.branches()).toEqual(["main", "side"]);
  expect((await repository.log("side")).map((entry) => entry.sha)).toEqual([
    side,
    ...(await repository.log()).map((entry) => entry.sha),
  ]);
  const [newest, second, ...earlier] = await repository.log();
  const author = { name: "Test Author", email: "author@example.test" };
  expect(newest).toEqual({
    sha,
    parents: [first],
    author,
    committer: author,
    message,
    files: ["a", "c/d"],
  });
  expect(second).toMatchObject({ sha: first, files: ["a", "b"] });
  expect(earlier.map((entry) => [entry.message, entry.files])).toEqual([
    ["Earlier commit 2\n", []],
    ["Earlier commit 1\n", []],
  ]);
  expect((await repository.entries()).map((entry) => entry.path)).toEqual(["b", "c/d"]);
});

it("gives the same shas every time, and loses none of several commits at once", async () => {
  await using server = await startGitServer();
  const one = await server.repository("org/one", { files: { a: "1\n" } });
  const two = await server.repository("org/two", { files: { a: "1\n" } });
  expect(await one.head()).toBe(await two.head());
  await Promise.all([1, 2, 3, 4].map((n) => one.commit({ [`f${n}`]: "" })));
  expect(await one.log()).toHaveLength(5);
  await expect(server.repository("org/one")).rejects.toThrow("EEXIST");
  await expect(server.repository("org")).rejects.toThrow("not owner/name");
});
