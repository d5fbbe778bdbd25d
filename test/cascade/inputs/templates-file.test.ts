import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { readTemplates } from "../../../src/cascade/inputs/template-inputs.ts";

let outer: string;
let workspace: string;

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), "imgpub-templates-"));
  workspace = join(outer, "workspace");
  await mkdir(join(workspace, "folder"), { recursive: true });
  await writeFile(join(outer, "outside.txt"), "o/r\n");
  await symlink(join(outer, "outside.txt"), join(workspace, "link.txt"));
  await symlink("folder", join(workspace, "inner"));
});
afterAll(() => rm(outer, { recursive: true, force: true }));

const readLines = (...templates: string[]) =>
  readTemplates({ templates, templatesFile: undefined }, workspace);
const readFile = (templatesFile: string) => readTemplates({ templates: [], templatesFile }, workspace);
async function readAs(name: string, text: string | Uint8Array) {
  await writeFile(join(workspace, name), text);
  return (await readFile(name)).map((template) => template.text);
}
async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain("\n");
  return (error as UserError).message;
}

test("lines are read as they are", async () => {
  expect((await readLines("# all", "o/r", "o/r@x", "o/r")).map(({ text }) => text)).toEqual(["o/r", "o/r@x"]);
});

test("exactly one of the two inputs must be given", async () => {
  expect(await refusal(readTemplates({ templates: ["o/r"], templatesFile: "a" }, workspace))).toBe(
    'input "templates": is given together with "templates-file"; give only one of the two',
  );
  expect(await refusal(readLines())).toMatch(/^input "templates": no templates are given/);
  expect(await refusal(readLines("# only"))).toBe(
    'input "templates": the list is empty; expected at least one template',
  );
  expect(await refusal(readLines("o"))).toMatch(/^input "templates": the template "o"/);
});

test("text, YAML and JSON files hold the same list", async () => {
  const list = ["o/a", "o/b@x", "o/c@1.10"];
  expect(await readAs("a.txt", "\uFEFF# ours\r\n  o/a\r\n\r\no/b@x\no/c@1.10\no/a")).toEqual(list);
  expect(await readAs("templates", list.join("\r"))).toEqual(list);
  expect(
    await readAs(
      "a.yml",
      "- o/a # first\n- repository: o/b\n  branch: x\n- {repository: o/c, branch: 1.10}\n",
    ),
  ).toEqual(list);
  expect(
    await readAs(
      "b.yaml",
      "templates:\n  - o/a\n  - repository: o/b@x\n  - repository: o/c\n    branch: 1.10",
    ),
  ).toEqual(list);
  expect(
    await readAs("a.JSON", '{\n\t"templates": ["o/a", "o/b@x", {"repository": "o/c", "branch": "1.10"}]\n}'),
  ).toEqual(list);
});

test("a file may be reached by a link and by its absolute path inside the workspace", async () => {
  await writeFile(join(workspace, "folder", "t.txt"), "o/r\n");
  expect(await readFile("inner/t.txt")).toHaveLength(1);
  await symlink(workspace, join(outer, "linked"));
  const inputs = { templates: [], templatesFile: "folder/t.txt" };
  expect(await readTemplates(inputs, join(outer, "linked"))).toHaveLength(1);
  expect(await readFile(join(workspace, "folder", "t.txt"))).toHaveLength(1);
});

test.each([
  ["../outside.txt", /the file "\.\.\/outside\.txt" is outside the workspace/],
  ["link.txt", /is outside the workspace/],
  ["/etc/passwd", /is outside the workspace/],
  ["folder", /is not a file/],
  [".", /is not a file/],
  ["gone.txt", /cannot be read \(ENOENT: no such file or directory\)/],
])("the file %j is refused", async (file, message) => {
  const sentence = await refusal(readFile(file));
  expect(sentence).toMatch(message);
  expect(sentence).toMatch(/^input "templates-file": /);
});

test("a large file and one that is no text are refused", async () => {
  expect(await refusal(readAs("large.txt", "#".repeat(1024 * 1024 + 1)))).toMatch(/larger than 1024 KiB/);
  expect(await refusal(readAs("bin.txt", Uint8Array.of(0xff, 0xfe, 0)))).toMatch(/is not text in UTF-8/);
});

test.each([
  ["x.txt", "o/a\n\n   o\n", /x\.txt, line 3, column 4: the template "o"/],
  ["x.txt", "# nothing\n", /x\.txt: the list is empty/],
  ["x.yml", "- o/a\n- o\n", /x\.yml, line 2, column 3: the template "o"/],
  ["x.yml", "- o/a\n- [o/b]\n", /line 2, column 3: found a list; expected a list of templates/],
  ["x.yml", "- o/a\n-\n", /line 2, column \d: found nothing/],
  ["x.yml", "templates: []\n", /line 1, column 12: the list is empty/],
  ["x.yml", "a: b\ntemplates: [o/r]\n", /line 1, column 4: the key "a" is unknown/],
  ["x.yml", "o/r\n", /line 1, column 1: found the text "o\/r"/],
  ["x.yml", "", /line 1, column 1: found nothing/],
  ["x.yml", "- branch: x\n", /line 1, column 3: "repository" is missing/],
  ["x.yml", "- repository: [a]\n", /line 1, column 15: "repository" is a list; expected a text/],
  ["x.yml", "- repository: o/r@a\n  branch: b\n", /line 2, column 11: "branch" is given beside/],
  ["x.yml", "- repository: o/r\n  brunch: b\n", /line 2, column 11: the key "brunch" is unknown/],
  [
    "x.yml",
    "- repository: o/r\n  branch: a b\n",
    /line 1, column 3: .*the branch "a b" contains white space/,
  ],
  ["x.yml", "- o/a\n- [\n", /x\.yml, line \d, column \d: .*expected a list of templates/],
  ["x.json", '["o/a",\n "o/b"', /x\.json, line \d, column \d: /],
  ["x.json", '["o/a", 7]', /x\.json, line 1, column 9: the template "7"/],
])("%s with %j is refused with its place", async (name, text, message) => {
  const sentence = await refusal(readAs(name, text));
  expect(sentence).toMatch(message);
  expect(sentence).toMatch(/^input "templates-file": /);
});
