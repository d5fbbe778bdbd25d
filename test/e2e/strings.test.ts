import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/git-server/index.ts";
import { startRegistry } from "../support/registry/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { type Scene, startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { addTemplate } from "./scene/templates.ts";
import { type Step, workflowOf } from "./scene/workflow.ts";

/** What has a meaning to a shell, to YAML, to an expression or to a runner, or takes more than a byte. */
const line = [
  "äöü 漢字 🚀 \u{1F1EB}\u{1F1F7} e\u0301",
  `"double" 'single' \`backtick\` ''two''`,
  "100% %25 %0A %0D %3A",
  "$HOME ${HOME} $(id) \\n \\ C:\\dir\\",
  "::error::none ##[error]none <<EOF {0} }} {{ <b>&amp;</b> # !x *y &z - ?",
].join(" | ");
const lines = [
  line,
  "::add-mask::second",
  "##[add-mask]second",
  "",
  "  indented\t",
  "a=b",
  "ghadelimiter_1",
  line,
].join("\n");

onEachRunner("texts", (runWorkflow) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(runWorkflow);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  /** Dispatches a workflow with these inputs, and returns the files that its steps keep in the folder `$KEPT`. */
  async function dispatch(inputs: Readonly<Record<string, string>>, steps: readonly Step[]) {
    const folder = await temporaryFolder();
    const { jobs } = await scene.runText(workflowOf({ texts: { steps } }, Object.keys(inputs)), {
      event: { name: "workflow_dispatch", payload: { inputs } },
      env: { KEPT: folder.path },
    });
    return {
      log: jobs[0]?.log ?? "",
      result: jobs[0]?.result,
      kept: (name: string) => readFile(join(folder.path, name), "utf8"),
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  }

  /** Keeps an expression's value in a file. */
  const keep = (name: string, expression: string): Step => ({
    run: `printf %s "$VALUE" > "$KEPT/${name}"`,
    env: { VALUE: `\${{ ${expression} }}` },
  });
  /** Hands an input through an output, with no part of ours in it: what a runner does by itself. */
  const control = (input: string): Step => ({
    id: "control",
    run: '{ echo "value<<end_4b1d"; printf "%s\\n" "$VALUE"; echo end_4b1d; } >> "$GITHUB_OUTPUT"',
    env: { VALUE: `\${{ inputs.${input} }}` },
  });

  test("a runner by itself keeps them from an input to an output", async () => {
    const value = ` \t${lines}\t \n`;
    await using run = await dispatch({ value }, [
      keep("input", "inputs.value"),
      control("value"),
      keep("output", "steps.control.outputs.value"),
    ]);
    expect(run.result).toBe("success");
    expect(await run.kept("input")).toBe(value);
    expect(await run.kept("output")).toBe(value);
  });

  test("publish-index: from an input into the index, and through an output to a later step", async () => {
    await using registry = await startRegistry();
    const targets = [
      {
        name: line,
        image: `${registry.host}/acme/app`,
        sources: pushSources(registry).split("\n"),
        tags: ["1"],
        annotations: [`org.example.line= ${line}`, `org.example.lines=${lines}`],
      },
    ];
    const text = JSON.stringify(targets);
    await using run = await dispatch({ targets: text }, [
      keep("input", "inputs.targets"),
      { id: "publish", uses: "acme/imgpub/publish-index@v1", with: { targets: "${{ inputs.targets }}" } },
      keep("json", "steps.publish.outputs.json"),
      keep("refs", "steps.publish.outputs.refs"),
    ]);
    expect(run.result).toBe("success");
    const { annotations, digest } = indexAt(registry, "1");
    expect(annotations).toEqual({ "org.example.line": ` ${line}`, "org.example.lines": lines });
    expect(await run.kept("input")).toBe(text);
    expect(JSON.parse(await run.kept("json"))).toMatchObject([{ name: line, state: "published", digest }]);
    expect(await run.kept("refs")).toBe(`${registry.host}/acme/app:1@${digest}`);
    expect(run.log).toContain(line.replace("##[", "## ["));
  });

  test("publish-index: its output json keeps what a runner loses of an output", async () => {
    await using registry = await startRegistry();
    const name = "first\r\nsecond";
    const targets = [
      { name, image: `${registry.host}/acme/app`, sources: pushSources(registry).split("\n"), tags: ["1"] },
    ];
    await using run = await dispatch({ value: name, targets: JSON.stringify(targets) }, [
      control("value"),
      keep("output", "steps.control.outputs.value"),
      { id: "publish", uses: "acme/imgpub/publish-index@v1", with: { targets: "${{ inputs.targets }}" } },
      keep("json", "steps.publish.outputs.json"),
    ]);
    // Both read outputs line by line, whatever ends a line.
    expect(await run.kept("output")).toBe("first\nsecond");
    expect(JSON.parse(await run.kept("json"))).toMatchObject([{ name, state: "published" }]);
  });

  test("publish-index: what looks like a command is printed, and not obeyed", async () => {
    await using registry = await startRegistry();
    const sources = pushSources(registry).split("\n");
    const targets = ["::add-mask::hidden", "##[add-mask]hidden", "::stop-commands::hidden"].map(
      (name, at) => ({
        name,
        image: `${registry.host}/acme/app`,
        sources,
        tags: [`tag-${at}`],
      }),
    );
    await using run = await dispatch({ targets: JSON.stringify(targets) }, [
      { uses: "acme/imgpub/publish-index@v1", with: { targets: "${{ inputs.targets }}" } },
    ]);
    expect(run.result).toBe("success");
    const printed = run.log.split("\n").map((text) => text.split(/ {2}/)[0]);
    expect(printed).toEqual(
      expect.arrayContaining([": :add-mask::hidden", "## [add-mask]hidden", ": :stop-commands::hidden"]),
    );
  });

  test("cascade-runtime-version: from an input into the message of a commit", async () => {
    const { git, url } = scene.site;
    const template = await addTemplate(git, "texts/template");
    const message = `${line} {version}\n\n${lines}`;
    const author = 'Zoë "Zo" O\'Neill % $HOME 漢字';
    await using run = await dispatch({ message, author }, [
      control("message"),
      keep("output", "steps.control.outputs.value"),
      {
        id: "cascade",
        uses: "acme/imgpub/cascade-runtime-version@v1",
        with: {
          version: "1.1.0",
          templates: template.name,
          token: git.token,
          "server-url": url,
          "commit-message": "${{ steps.control.outputs.value }}",
          "author-name": "${{ inputs.author }}",
          "author-email": "zoe@example.com",
        },
      },
      keep("updated", "steps.cascade.outputs.updated"),
    ]);
    expect(run.result).toBe("success");
    const [commit] = await template.log();
    expect(commit?.message).toBe(`${(await run.kept("output")).replace("{version}", "1.1.0")}\n`);
    expect(commit?.message).toBe(`${message.replace("{version}", "1.1.0")}\n`);
    expect(commit?.author).toMatchObject({ name: author, email: "zoe@example.com" });
    expect(await run.kept("updated")).toBe(template.name);
  });
});

function indexAt(registry: Awaited<ReturnType<typeof startRegistry>>, tag: string) {
  const { bytes, digest } = registry.readManifest("acme/app", tag) ?? { bytes: "{}" };
  const { annotations } = JSON.parse(bytes.toString()) as { annotations?: Record<string, string> };
  return { annotations, digest };
}
