import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { loadConfigFile } from "rollup/loadConfigFile";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "./support/git-server/index.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its files with the texts of licences and notices. */
  readonly texts: readonly string[];
}

/** The folders of all packages of which the built actions hold any code, as Rollup tells of its own output. */
async function bundledFolders(): Promise<string[]> {
  const { options } = await loadConfigFile(join(root, "rollup.config.mjs"), { silent: true });
  const folders = new Set<string>();
  for (const one of options) {
    await using elsewhere = await temporaryFolder();
    await using bundle = await rollup(one);
    for (const output of one.output) {
      const generated = await bundle.generate({ ...output, dir: elsewhere.path });
      for (const chunk of generated.output)
        if (chunk.type === "chunk")
          for (const [id, module] of Object.entries(chunk.modules)) {
            const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replace("\0", "")) ?? [];
            if (folder !== undefined && module.renderedLength > 0) folders.add(folder);
          }
    }
  }
  return [...folders];
}

async function readPackage(folder: string): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), "utf8")));
  return { name, version, license, texts: texts.map((text) => text.replaceAll("\r\n", "\n").trim()) };
}

describe("THIRD-PARTY.txt", () => {
  let packages: readonly Package[];
  let parts: readonly string[];
  beforeAll(async () => {
    packages = await Promise.all((await bundledFolders()).map(readPackage));
    const text = await readFile(join(root, "dist/THIRD-PARTY.txt"), "utf8");
    [, ...parts] = text.split(`\n${"-".repeat(80)}\n\n`);
  });

  test("names every package that the actions hold code of, and no other", () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(parts.map((part) => part.split("\n")[0]).toSorted()).toEqual(
      packages.map(({ name, version, license }) => `${name} ${version} (${license})`).toSorted(),
    );
  });

  test("holds the licence of each, and its notice where there is one, word for word", () => {
    for (const { name, version, texts } of packages) {
      const part = parts.find((one) => one.startsWith(`${name} ${version} (`));
      expect(texts, `the licence of ${name}`).not.toEqual([]);
      for (const text of texts) expect(part).toContain(text);
    }
  });
});
