import { expect, test } from "vitest";
import { ReportedError, UserError } from "../../src/base/errors.ts";
import type { Forge, ForgeKind } from "../../src/forge/forge.ts";
import { environmentToOpen, forgeKind } from "../../src/lane/forge-kind.ts";
import { workspace } from "../support/workspace.ts";

const { signal } = new AbortController();
const saying = (kind: ForgeKind) => async () => ({ kind }) as Forge;
const silent = async (): Promise<Forge> => {
  throw new ReportedError("HTTP 503");
};

test.each<
  [
    folders: string[],
    told: ForgeKind | undefined,
    server: (() => Promise<Forge>) | undefined,
    kind: ForgeKind,
  ]
>([
  [[], "gitea", saying("forgejo"), "gitea"],
  [[".forgejo"], "github", saying("forgejo"), "github"],
  [[".forgejo"], "gitea", saying("forgejo"), "forgejo"],
  [[".forgejo"], "gitea", saying("gitea"), "gitea"],
  [[".forgejo"], "gitea", silent, "gitea"],
  [[".forgejo"], "gitea", undefined, "gitea"],
  [[".gitea"], undefined, saying("github"), "github"],
  [[".gitea", ".forgejo"], undefined, silent, "forgejo"],
  [[".gitea"], undefined, undefined, "gitea"],
  [[], undefined, undefined, "github"],
])("with %j in the workspace and %s told", async (folders, told, server, kind) => {
  const { path, dispose } = await workspace(
    Object.fromEntries(folders.map((folder) => [`${folder}/workflows/`, ""])),
  );
  try {
    expect(await forgeKind(told, path, server, signal)).toBe(kind);
    const isDoubtful = told === "gitea" && folders.includes(".forgejo");
    const env = { GITEA_ACTIONS: "true" };
    expect(environmentToOpen(env, told, path).GITEA_ACTIONS).toBe(isDoubtful ? "" : "true");
  } finally {
    await dispose();
  }
});

test("a mistake in an input is no silence of the server", async () => {
  const mistaken = async (): Promise<Forge> => {
    throw new UserError("is no forge");
  };
  await expect(forgeKind(undefined, "/nowhere", mistaken, signal)).rejects.toThrow("is no forge");
});
