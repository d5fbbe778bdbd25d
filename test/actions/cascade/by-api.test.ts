import { describe, expect, test } from "vitest";
import * as apiFaults from "../../support/forge/faults.ts";
import type { ForgeRecord } from "../../support/forge/types.ts";
import type { Repository } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { type CascadeInputs, cascade, pushes, reportOf, textOf } from "./cascade.ts";
import { type ForgeServer, startForgeServer } from "./forges.ts";

const products = ["gitea", "forgejo", "github"] as const;
const mark = /\n\nImgpub-Commit: [\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\n?$/;

/** The requests for a commit. */
const onCommit = ({ method, path }: ForgeRecord) =>
  path === "/graphql" || ((method === "PUT" || method === "POST") && path.includes("/contents/"));

const byApi = (s: ForgeServer, inputs: CascadeInputs = {}) =>
  cascade(s.server, { "commit-through": "api", ...inputs });

/** Whether the commit is signed, and its message. */
async function newest(app: Repository, branch?: string) {
  const [entry] = await app.log(branch);
  if (!entry) throw new Error("there is no commit");
  return entry;
}

describe.concurrent.each(products)("on %s, the commit is made by the API", (product) => {
  test("and nothing is pushed", async () => {
    await using s = await startForgeServer({ product });
    const base = await s.app.head();
    const run = await byApi(s);
    expectSuccess(run);
    const entry = await newest(s.app);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "1.0.0", attempts: 1, commit: entry.sha });
    expect(entry).toMatchObject({ parents: [base], files: [".runtime-version"] });
    expect(entry.message).toMatch(/^chore: pin runtime to 1\.1\.0 /);
    expect(entry.message).toMatch(mark);
    expect(entry.author.name).toBe(product === "github" ? "cascade-bot" : "imgpub");
    expect(entry.committer.name).toBe(product === "github" ? "GitHub" : "imgpub");
    expect(await textOf(s.app)).toBe("1.1.0\n");
    expect(pushes(s.server)).toEqual([]);
    expect(s.forge.log.filter(onCommit)).toHaveLength(1);
    expect(run.annotations.filter(({ level }) => level === "warning")).toEqual([]);
  });
});
