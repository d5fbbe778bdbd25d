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
  /** Whom its bundled modules name as those whose code they hold. */
  readonly credits: readonly string[];
}

/** The files of all modules of packages of which the built actions hold any code, as Rollup tells of its own output. */
async function bundledFiles(): Promise<string[]> {
  const { options } = await loadConfigFile(join(root, "rollup.config.mjs"), { silent: true });
  const files = new Set<string>();
  for (const one of options) {
    await using elsewhere = await temporaryFolder();
    await using bundle = await rollup(one);
    for (const output of one.output) {
      const generated = await bundle.generate({ ...output, dir: elsewhere.path });
      for (const chunk of generated.output)
        if (chunk.type === "chunk")
          for (const [id, module] of Object.entries(chunk.modules)) {
            const file = id.replace("\0", "").replace(/\?.*/, "");
            if (folderOf(file) !== undefined && module.renderedLength > 0) files.add(file);
          }
    }
  }
  return [...files];
}

/** The folder of a module's package; undefined for the project's own. */
const folderOf = (file: string) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];

/** The lines of a module that name whose code it holds, without the marks of a comment. */
const creditsOf = (code: string) =>
  code
    .split(/\r?\n/)
    .filter((line) => /^\s*(\/?\*|\/\/).*(copyright\b|MIT licen[cs]e)/i.test(line))
    .map((line) => line.replace(/^\s*[/*]+!?\s*|\s*\*\/$/g, ""));

async function readPackage(folder: string, files: readonly string[]): Promise<Package> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const names = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = await Promise.all(names.map((file) => readFile(join(folder, file), "utf8")));
  const code = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return {
    name,
    version,
    license,
    texts: texts.map((text) => text.replaceAll("\r\n", "\n").trim()),
    credits: code.flatMap(creditsOf),
  };
}

describe("THIRD-PARTY.txt", () => {
  let packages: readonly Package[];
  let parts: readonly string[];
  beforeAll(async () => {
    const byFolder = Map.groupBy(await bundledFiles(), (file) => folderOf(file) ?? "");
    packages = await Promise.all([...byFolder].map(([folder, files]) => readPackage(folder, files)));
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

  test("holds what modules say of others whose code they have", () => {
    expect(packages.flatMap(({ credits }) => credits).length).toBeGreaterThan(5);
    for (const { name, version, credits } of packages) {
      const part = parts.find((one) => one.startsWith(`${name} ${version} (`));
      for (const credit of credits) expect(part).toContain(credit);
    }
  });

  test.each([
    ["ws, by comments", "lib/web/websocket/receiver.js", "Copyright (c) 2016 Luigi Pinca and contributors"],
    ["its first fetch, by a licence of that folder", "lib/web/fetch/", "Copyright (c) 2020 Ethan Arrowood"],
    ["llhttp, of whose licence the package has no text", "lib/llhttp/", "Copyright Fedor Indutny, 2018."],
  ])("tells that undici has %s", (_, where, whose) => {
    const part = parts.find((one) => one.startsWith("undici "));
    expect(part?.split(`\n\n${where}\n\n`)[1]).toContain(whose);
  });
});
