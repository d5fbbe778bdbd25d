import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { ActionTypes } from "../action-types.d.ts";
import { runAction, runStep } from "./support/runner.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const dist = join(root, "dist");
const actions = (await readdir(join(root, "actions"))).sort() as (keyof ActionTypes)[];
const files = (await readdir(dist, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
  .sort();
const scripts = files.filter((file) => file.endsWith(".js"));

/** Programs that are handed on as a single file, with the most bytes of each. */
const programs: Readonly<Record<string, number>> = {
  "image-cache/mirror.js": 100_000,
  "shared/host.js": 15_000,
};

/** What a built module imports before it runs. */
const staticImports = (code: string) =>
  [...code.matchAll(/^(?:import|export)\b(?:[^;"']*\bfrom)?\s*"([^"\n]+)";$/gm)].map(
    ([, specifier = ""]) => specifier,
  );

/** The bytes of every module that is loaded whenever `entry` is. */
async function loaded(entry: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const queue = [join(dist, entry)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (sizes.has(file)) continue;
    const code = await readFile(file, "utf8");
    sizes.set(file, Buffer.byteLength(code));
    for (const specifier of staticImports(code))
      if (specifier.startsWith(".")) queue.push(join(dirname(file), specifier));
  }
  return sizes;
}

describe("the release tree", () => {
  test("holds what a release needs and nothing else", () => {
    const expected = actions.flatMap((name) => [
      `${name}/README.md`,
      `${name}/action.yml`,
      `${name}/index.js`,
      ...(existsSync(join(root, `actions/${name}/post.ts`)) ? [`${name}/post.js`] : []),
    ]);
    const rest = files.filter((file) => !file.startsWith("shared/"));
    const places = Object.keys(programs).filter((file) => !file.startsWith("shared/"));
    const others = [...places, "LICENSE", "THIRD-PARTY.txt", "package.json"];
    expect(rest.sort()).toEqual([...expected, ...others].sort());
    for (const file of files.filter((one) => one.startsWith("shared/") && !(one in programs)))
      expect(file).toMatch(/^shared\/[\w-]+-[0-9a-f]{8}\.js$/);
  });

  test("imports nothing that is neither in it nor part of Node.js", async () => {
    for (const script of scripts)
      for (const specifier of staticImports(await readFile(join(dist, script), "utf8")))
        if (specifier.startsWith(".")) expect(files).toContain(join(dirname(script), specifier));
        else expect(isBuiltin(specifier), `${script} imports ${specifier}`).toBe(true);
  });

  test("has no trace of the machine it was built on, nor of the tests", async () => {
    for (const file of files) {
      const text = await readFile(join(dist, file), "utf8");
      expect(text).not.toContain(root);
      if (file.endsWith(".js")) expect(text).not.toMatch(/test\/support|fast-check|vitest|sourceMappingURL/);
    }
  });
});

describe.each(actions)("%s", (name) => {
  let elsewhere: string;
  beforeAll(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), "imgpub-release-"));
    await cp(dist, elsewhere, { recursive: true });
  });
  afterAll(() => rm(elsewhere, { recursive: true, force: true }));

  const most = 110_000;
  test(`loads ${most / 1_000} kB at most before it starts`, async () => {
    const sizes = await loaded(`${name}/index.js`);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(5_000);
    expect(total, [...sizes.keys()].join("\n")).toBeLessThanOrEqual(most);
  });

  // Each costs most of the 25 ms an action may take to start, or more: node:http 60 ms, node:tls 23 ms.
  test("loads no HTTP server or TLS before it starts", async () => {
    for (const file of (await loaded(`${name}/index.js`)).keys())
      for (const specifier of staticImports(await readFile(file, "utf8")))
        expect(specifier, file).not.toMatch(/^(node:)?(https?|http2|tls|inspector)\b/);
  });

  test("runs away from the source, with the defaults of its action.yml", async () => {
    const { annotations, stderr, exitCode } = await runAction(name, { dist: elsewhere });
    expect(stderr).toBe("");
    expect(exitCode).toBeLessThanOrEqual(1);
    expect(annotations.filter(({ level }) => level === "error")).toHaveLength(exitCode ?? -1);
    const { inputs } = parse(await readFile(join(dist, name, "action.yml"), "utf8"));
    for (const { message } of annotations) {
      expect(message).not.toMatch(/^unexpected|\n/);
      const [, input = ""] = /^input "([^"]+)"/.exec(message) ?? [];
      expect(inputs[input]?.default, `its own default is refused: ${message}`).toBeUndefined();
    }
  });

  test("refuses a Node.js that is too old before anything else", async () => {
    const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
    const { annotations, exitCode, stderr } = await runAction(name, {
      nodeArgs: ["--import", `data:text/javascript,${encodeURIComponent(pretend)}`],
    });
    expect(exitCode).toBe(1);
    expect(stderr).toBe("");
    expect(annotations).toEqual([{ level: "error", message: expect.stringContaining("has 20.20.2") }]);
  });
});

describe.each(Object.entries(programs))("%s", (program, most) => {
  test(`is one file of ${most / 1_000} kB at most`, async () => {
    const code = await readFile(join(dist, program), "utf8");
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(most);
    for (const specifier of staticImports(code)) expect(isBuiltin(specifier), specifier).toBe(true);
    expect(code).not.toMatch(/\bimport\(|\brequire\(|\bimport\.meta\b/);
  });
});

const mostIndexing = 40_000;
test(`what indexes layers is at most ${mostIndexing / 1_000} kB, and loaded on demand`, async () => {
  const [chunk = "", ...others] = scripts.filter((one) => /^shared\/layer-thread-/.test(one));
  expect(others).toEqual([]);
  expect(Buffer.byteLength(await readFile(join(dist, chunk)))).toBeLessThanOrEqual(mostIndexing);
  expect([...(await loaded("publish-index/index.js")).keys()]).not.toContain(join(dist, chunk));
});

test("every chunk that is loaded on demand can be loaded away from the source", async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), "imgpub-release-"));
  try {
    await cp(dist, elsewhere, { recursive: true });
    for (const script of scripts.filter((one) => one.startsWith("shared/"))) {
      const { exitCode, stderr } = await runStep(join(elsewhere, script), {});
      expect({ script, exitCode, stderr }).toEqual({ script, exitCode: 0, stderr: "" });
    }
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
});
