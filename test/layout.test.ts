import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The rooms, from top to bottom: a file may import what lies in its own room or in a lower row. */
const rows = [
  ["actions"],
  ["src/action", "src/publish", "src/wait", "src/cascade", "src/lane", "src/cache", "src/prune"],
  ["src/soci", "src/mirror", "src/workflow"],
  ["src/registry", "src/forge", "src/docker"],
  ["src/image", "src/git", "src/yaml"],
  ["src/jobs", "src/retry"],
  ["src/base"],
];

/** The one file of a folder within a room that other rooms may import. */
const doors: Readonly<Record<string, string>> = {
  "src/cascade/inputs": "inputs.ts",
  "src/docker/host": "ask-host.ts",
  "src/forge/commits": "new-commit.ts",
  "src/forge/runners": "runner.ts",
  "src/forge/waiting": "waiting.ts",
  "src/lane/report": "report.ts",
  "src/lane/watch": "watch.ts",
  "src/publish/inputs": "targets.ts",
  "src/publish/told": "told.ts",
  "src/registry/auth": "credentials.ts",
  "src/registry/http": "exchange.ts",
  "src/registry/once": "once.ts",
  "src/registry/referrers": "referrers.ts",
  "src/soci/convert": "convert.ts",
  "src/workflow/push": "why-unstarted.ts",
};

const mostFiles = 20;

/** What lies beside tests and is no test. */
const helpers = new Set(["test/action/steps"]);

const files = ["src", "actions"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path))
    .map((path) => join(folder, path)),
);

const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const imports = new Map(
  files.map((file) => {
    const code = withoutComments(readFileSync(join(root, file), "utf8"));
    const found = code.matchAll(
      /^(?:import|export)\b(?:[^;"']*\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|\bnew URL\("([^"]+)", import\.meta\.url\)/gm,
    );
    return [file, [...found].map(([, fixed, lazy, started]) => fixed ?? lazy ?? started ?? "")];
  }),
);

const target = (file: string, specifier: string) =>
  relative(root, join(root, dirname(file), specifier)).replaceAll("\\", "/");

function roomOf(file: string): string {
  const [top = "", second = "", ...rest] = file.split("/");
  if (top === "actions") return top;
  return rest.length === 0 ? top : `${top}/${second}`;
}

const rowOf = (file: string) => rows.findIndex((row) => row.includes(roomOf(file)));

/** The imports of a file that lead to a file of ours. */
const importedBy = (file: string) =>
  (imports.get(file) ?? [])
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => target(file, specifier))
    .filter((imported) => imported !== "action-types.d.ts");

test("there is something to look at", () => {
  expect(files).toContain("src/action/run.ts");
  expect(imports.get("src/action/run.ts")).toEqual(
    expect.arrayContaining(["@actions/core", "../base/errors.ts"]),
  );
});

describe.each(files)("%s", (file) => {
  test("lies in a room", () => {
    expect(rowOf(file), roomOf(file)).toBeGreaterThanOrEqual(0);
  });

  test("imports downwards only, and what is in a folder of another room by its door", () => {
    for (const specifier of imports.get(file) ?? [])
      if (!specifier.startsWith("."))
        expect(specifier, "a part of Node.js, or a package").toMatch(/^node:|^@?[a-z]/);
    for (const imported of importedBy(file)) {
      expect(files, `${file} imports ${imported}`).toContain(imported);
      if (roomOf(imported) === roomOf(file)) {
        if (roomOf(file) === "actions") expect(dirname(imported)).toBe(dirname(file));
        continue;
      }
      expect(rowOf(imported), `${file} imports ${imported}`).toBeGreaterThan(rowOf(file));
      const folder = dirname(imported);
      if (folder !== roomOf(imported))
        expect(`${folder}/${doors[folder]}`, `${file} imports ${imported}`).toBe(imported);
    }
  });

  test("says what it imports as a text that can be read here", () => {
    const code = withoutComments(readFileSync(join(root, file), "utf8"));
    expect(file).toMatch(/\.ts$/);
    expect(code).not.toMatch(/\bimport\s*\((?!\s*")|\bfrom\s*'|(?<!\bnew URL\("[^"]+", )\bimport\.meta\b/);
  });

  test("leaves the runner to src/action", () => {
    if (!/^(src\/action|actions)\//.test(file)) expect(imports.get(file)).not.toContain("@actions/core");
  });
});

test(`no folder holds more than ${mostFiles} files`, () => {
  const folders = ["src", "actions", "test", "scripts"].flatMap((top) =>
    [".", ...readdirSync(join(root, top), { recursive: true, encoding: "utf8" })].map((path) =>
      join(top, path),
    ),
  );
  for (const folder of folders) {
    if (!statSync(join(root, folder)).isDirectory()) continue;
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile()).length, folder).toBeLessThanOrEqual(mostFiles);
  }
});

test("the folders of test/ are those of src/, where they have the name of a room", () => {
  const rooms = new Set(files.map(roomOf).filter((room) => room.startsWith("src/")));
  const isFolder = (path: string) => statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory();
  for (const room of rooms) {
    const folder = room.replace(/^src/, "test");
    expect(isFolder(folder), `${room} has tests in ${folder}`).toBe(true);
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }))
      if (isFolder(join(folder, path)) && !helpers.has(join(folder, path)))
        expect(isFolder(join(room, path)), `${folder}/${path} is about ${room}/${path}`).toBe(true);
  }
});

test("every door is there", () => {
  for (const [folder, door] of Object.entries(doors)) expect(files).toContain(`${folder}/${door}`);
});

/** `ARROWS=1 npm test -- test/layout.test.ts` prints which rooms import which, and how often. */
if (process.env.ARROWS)
  test("the arrows between rooms", () => {
    const arrows = new Map<string, number>();
    for (const file of files)
      for (const imported of importedBy(file)) {
        const arrow = `${roomOf(file)} → ${roomOf(imported)}`;
        if (roomOf(imported) !== roomOf(file)) arrows.set(arrow, (arrows.get(arrow) ?? 0) + 1);
      }
    console.log(
      [...arrows]
        .map(([arrow, count]) => `${arrow}: ${count}`)
        .sort()
        .join("\n"),
    );
  });

test("no file imports itself by way of others", () => {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    expect(trail, [...trail, file].join(" → ")).not.toContain(file);
    if (done.has(file)) return;
    for (const imported of importedBy(file)) visit(imported, [...trail, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

test.each(files.filter((file) => /^actions\/[^/]+\/main\.ts$/.test(file)))(
  "%s has at most 60 lines of code",
  (file) => {
    const code = withoutComments(readFileSync(join(root, file), "utf8"));
    expect(code.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(60);
  },
);
