import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { readTemplatesFile } from "../src/cascade/inputs/templates-file.ts";
import { versions } from "./e2e/scene/versions.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const actions = readdirSync(join(root, "actions")).sort();
const pages = readdirSync(join(root, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const documents = [
  "README.md",
  ...pages,
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...actions.map((name) => `actions/${name}/README.md`),
];

interface Step {
  readonly uses: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** The fenced blocks of one language. */
function blocks(document: string, language: string): string[] {
  return [...read(document).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, text = ""]) => text,
  );
}

/** Every map with the key `uses`, however deep. */
function stepsIn(value: unknown): Step[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "uses" in value && typeof value.uses === "string" ? [value as Step] : [];
  return [...own, ...Object.values(value).flatMap(stepsIn)];
}

const ours = (step: Step) =>
  /^(?:https:\/\/git\.example\.com\/)?acme\/imgpub\/([\w-]+)@v1$/.exec(step.uses)?.[1];

describe.each(documents)("%s", (document) => {
  test("has examples that are YAML and use our actions as they are", () => {
    for (const text of blocks(document, "yaml")) {
      expect(parseDocument(text).errors, text).toEqual([]);
      for (const step of stepsIn(parse(text))) {
        if (step.uses.includes("imgpub")) expect(actions, step.uses).toContain(ours(step));
        const name = ours(step);
        if (name === undefined) continue;
        const { inputs } = parse(read(`actions/${name}/action.yml`)) as {
          inputs: Record<string, { required?: boolean }>;
        };
        const given = Object.keys(step.with ?? {});
        expect(Object.keys(inputs), text).toEqual(expect.arrayContaining(given));
        const required = Object.keys(inputs).filter((input) => inputs[input]?.required);
        expect(given, text).toEqual(expect.arrayContaining(required));
      }
    }
  });

  test("has no YAML but from the files of examples", () => {
    const without = read(document).replace(/<!-- example: (\S+) -->[\s\S]*?<!-- example:end -->/g, "");
    expect(without).not.toMatch(/^\s*```ya?ml/m);
  });

  test("names commands that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    for (const [command, run, name = "test"] of read(document).matchAll(/\bnpm (?:(run) ([\w-]+)|test\b)/g))
      expect(Object.keys(scripts), command).toContain(run === undefined ? "test" : name);
  });

  test("links to files that exist", () => {
    for (const [, link = ""] of read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(() => read(join(document, "..", link)), link).not.toThrow();
  });

  test("links to headings that exist", () => {
    for (const [, file = "", anchor = ""] of read(document).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
      const target = file === "" ? document : join(document, "..", file);
      // As forges make anchors of headings.
      const anchors = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, "")
          .replace(/ /g, "-"),
      );
      expect(anchors, `${target}#${anchor}`).toContain(anchor);
    }
  });

  // `reservedUsernames` in models/user/user.go of Gitea 1.22.6 and 1.26.3: paths of its own.
  test("has no owner of repositories whose name Gitea keeps for itself", () => {
    expect(read(document)).not.toMatch(/(?<![\w.<-])(?:org|user|admin)\/(?:imgpub|app|worker|base)\b/);
  });

  test("says nothing of the machine it was written on", () => {
    expect(read(document)).not.toMatch(/\/(?:home|work|root|Users)\//);
  });
});

test.each(actions)("the README of %s says what happens on failure", (name) => {
  expect(read(`actions/${name}/README.md`)).toContain("\n## What happens on failure\n");
});

test.each(actions)("the README of %s has three examples of it", (name) => {
  const steps = blocks(`actions/${name}/README.md`, "yaml").flatMap((text) => stepsIn(parse(text)));
  expect(steps.filter((step) => ours(step) === name).length).toBeGreaterThanOrEqual(3);
});

test.each(actions)("the README of %s shows each of its examples", (name) => {
  const text = read(`actions/${name}/README.md`);
  const files = readdirSync(join(root, `actions/${name}/examples`), { recursive: true, encoding: "utf8" });
  const shown = [...text.matchAll(/<!-- example: examples\/(\S+) -->/g)].map(([, file]) => file);
  expect(shown.toSorted()).toEqual(files.filter((file) => file.endsWith(".yml")).toSorted());
});

test("the example of a list of templates is one", async () => {
  const folder = join(root, "actions/cascade-runtime-version/examples/files");
  const templates = await readTemplatesFile("templates.yml", folder);
  expect(templates.map(({ text }) => text)).toEqual([
    "templates/web",
    "templates/legacy@release/1.x",
    "templates/worker@main",
  ]);
});

test("README.md has the commonest workflow, and leads to the examples of every action", () => {
  const steps = blocks("README.md", "yaml").flatMap((text) => stepsIn(parse(text)));
  expect(steps.map(ours)).toContain("publish-index");
  for (const name of actions) expect(read("README.md")).toContain(`actions/${name}/README.md`);
});

test("README.md has at most 250 lines, and links to each page of docs/", () => {
  expect(read("README.md").split("\n").length).toBeLessThanOrEqual(250);
  expect(pages.length).toBeGreaterThan(5);
  for (const page of pages) expect(read("README.md")).toContain(`](${page})`);
});

test("README.md says who should use something else", () => {
  expect(read("README.md")).toContain("\n## Who should use something else\n");
});

test("what README.md shows of the demo is a part of all that it prints", () => {
  const [shown = ""] = blocks("README.md", "text");
  const [transcript = ""] = blocks("docs/demo.md", "text");
  expect(shown.trim().split("\n").length).toBeGreaterThan(10);
  expect(transcript).toContain(shown.trim());
});

test("docs/where-it-works.md names the runners that the tests are run with", () => {
  const modules = { act: "github.com/nektos/act", "gitea-runner": "gitea.com/gitea/runner" };
  const pinned = Object.entries(modules).map(([tool, module]) => {
    const [, version = ""] = read(`test/e2e/tools/${tool}/go.mod`).split(`${module} v`);
    return `${tool.replace("gitea-", "Gitea ")} ${/^[\d.]+/.exec(version)?.[0]}`;
  });
  const rows = read("docs/where-it-works.md")
    .split("\n")
    .filter((line) => line.includes("| tested"));
  for (const name of pinned) expect(rows.filter((row) => row.includes(`| ${name} `))).not.toEqual([]);
  for (const row of rows) expect(pinned.filter((name) => row.includes(`| ${name} `))).not.toEqual([]);
});

test("docs/where-it-works.md calls those versions of Gitea tested that the tests are run for", () => {
  const [, table = ""] = /\n\n((?:\|.*\n)+)/.exec(read("docs/where-it-works.md")) ?? [];
  const [head = [], ...rows] = table.split("\n").map((row) => row.split("|").map((cell) => cell.trim()));
  const columns = {
    publish: "publish-index, wait-digests",
    cascade: "cascade-runtime-version",
    lists: "lane-guard: list of runners",
    heartbeats: "lane-guard: heartbeats",
  } as const;
  /** Of `1.22, 1.23` and `1.24 to 1.26`. */
  const minorsIn = (text: string) => {
    const [first = 0, last = first] = [...text.matchAll(/1\.(\d+)/g)].map(([, minor]) => Number(minor));
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  };
  for (const [feature, title] of Object.entries(columns) as [keyof typeof columns, string][]) {
    const at = head.indexOf(title);
    const tested = rows
      .filter((row) => row[1] === "Gitea" && row[at] === "tested")
      .flatMap(([, , version = ""]) => minorsIn(version));
    expect(tested, title).toEqual(versions.gitea[feature].map((version) => Number(version.split(".")[1])));
  }
});

test("the messages in docs/troubleshooting.md are those of the source", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => read(join("src", path)));
  const [, table = ""] = read("docs/troubleshooting.md").split("\n## Messages\n");
  const messages = [...table.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, message = ""]) => message);
  expect(messages.length).toBeGreaterThan(60);
  for (const message of messages) {
    const parts = message
      .split("…")
      .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .filter((part) => part !== "");
    // What is between them is put in by the source, or makes it another line of it.
    const words = new RegExp(parts.join("[\\s\\S]{1,200}?"));
    expect(
      sources.some((source) => words.test(source)),
      message,
    ).toBe(true);
  }
});
