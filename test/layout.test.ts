import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));

/** From top to bottom; a folder may import what lies in a lower row, files of src/ itself lie lowest. */
const rows = [
  ["actions"],
  ["src/action"],
  ["src/publish", "src/wait", "src/cascade", "src/lane"],
  ["src/registry", "src/forge", "src/git"],
  ["src/jobs", "src/retry"],
  ["src"],
];

const files = ["src", "actions"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path)),
);

const withoutComments = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const imports = new Map(
  files.map((file) => {
    const code = withoutComments(readFileSync(join(root, file), "utf8"));
    const found = code.matchAll(
      /^(?:import|export)\b(?:[^;"']*\bfrom)?\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/gm,
    );
    return [file, [...found].map(([, fixed, lazy]) => fixed ?? lazy ?? "")];
  }),
);

const target = (file: string, specifier: string) =>
  relative(root, join(root, dirname(file), specifier)).replaceAll("\\", "/");

function folderOf(file: string): string {
  const [top = "", second = "", ...rest] = file.split("/");
  if (top === "actions") return top;
  return rest.length === 0 ? top : `${top}/${second}`;
}

const rowOf = (file: string) => rows.findIndex((row) => row.includes(folderOf(file)));

test("there is something to look at", () => {
  expect(files).toContain("src/action/run.ts");
  expect(imports.get("src/action/run.ts")).toEqual(expect.arrayContaining(["@actions/core", "../errors.ts"]));
});

describe.each(files)("%s", (file) => {
  test("lies in a folder of the layout", () => {
    expect(rowOf(file), folderOf(file)).toBeGreaterThanOrEqual(0);
  });

  test("imports downwards only", () => {
    for (const specifier of imports.get(file) ?? []) {
      if (!specifier.startsWith(".")) {
        expect(specifier, "a part of Node.js, or a package").toMatch(/^node:|^@?[a-z]/);
        continue;
      }
      const imported = target(file, specifier);
      if (imported === "action-types.d.ts") continue;
      expect(files, `${file} imports ${specifier}`).toContain(imported);
      if (folderOf(imported) === folderOf(file)) {
        if (folderOf(file) === "actions") expect(dirname(imported)).toBe(dirname(file));
      } else expect(rowOf(imported), `${file} imports ${imported}`).toBeGreaterThan(rowOf(file));
    }
  });

  test("leaves the runner to src/action", () => {
    if (!/^(src\/action|actions)\//.test(file)) expect(imports.get(file)).not.toContain("@actions/core");
  });
});

test("no file imports itself by way of others", () => {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    expect(trail, [...trail, file].join(" → ")).not.toContain(file);
    if (done.has(file)) return;
    for (const specifier of imports.get(file) ?? [])
      if (specifier.startsWith(".")) visit(target(file, specifier), [...trail, file]);
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
