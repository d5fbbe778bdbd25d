import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startForge } from "../support/forge/forge.ts";
import { startGitServer, temporaryFolder } from "../support/git-server/index.ts";
import { startRegistry } from "../support/registry/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { type Scene, startScene } from "./scene/scene.ts";
import { pushSources } from "./scene/sources.ts";
import { addTemplate } from "./scene/templates.ts";
import { push, type Step, workflowOf } from "./scene/workflow.ts";

/** Every character of it is another one percent-encoded. */
const secret = "p4ss/w0rd+of=the&registry";

/** The forms in which a log may show a secret, by what a step calls them. */
function formsOf(user: string): Record<string, string> {
  const basic = (name: string) => Buffer.from(`${name}:${secret}`).toString("base64");
  return {
    raw: secret,
    url: `https://${user}:${encodeURIComponent(secret)}@registry.test/`,
    base64: Buffer.from(secret).toString("base64"),
    // One, two and no bytes of a group of three before it.
    basic0: basic(user),
    basic1: basic(`${user}1`),
    basic2: basic(`${user}12`),
  };
}

/** Characters that are hidden of Base64, of which a group before the secret and one after it hold other text too. */
const leastHidden = Buffer.from(secret).toString("base64").length - 8;

onEachRunner("a secret that only the action masks", (runWorkflow, runner) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene(runWorkflow);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  /** Runs an action, after what it needs; then a later step of the job, and a job after it, say every form. */
  async function sayAfter(
    steps: readonly Step[],
    env: Record<string, string>,
    forms: Record<string, string>,
  ) {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "forms");
    await writeFile(
      file,
      Object.entries(forms)
        .map(([name, form]) => `${name}: ${form}\n`)
        .join(""),
    );
    const say = { run: `cat "${file}"` };
    const { jobs } = await scene.runText(
      workflowOf({ masking: { steps: [...steps, say] }, later: { needs: "masking", steps: [say] } }),
      { event: push, env },
    );
    const [masking, later] = jobs;
    return { result: masking?.result, masking: masking?.log ?? "", later: later?.log ?? "" };
  }

  function expectHidden(
    { result, masking, later }: Awaited<ReturnType<typeof sayAfter>>,
    forms: Record<string, string>,
  ) {
    expect(result).toBe("success");
    for (const [name, form] of Object.entries(forms)) {
      // Nothing else hides it: a job of its own knows no masks of others.
      expect(later).toContain(`${name}: ${form}`);
      expect(masking).not.toContain(form);
      const [, shown = ""] = new RegExp(`^${name}: (.*)$`, "m").exec(masking) ?? [];
      expect(shown, name).toContain("***");
      if (name.startsWith("basic"))
        expect(form.length - shown.replace("***", "").length, shown).toBeGreaterThanOrEqual(leastHidden);
    }
    expect(masking).toContain("raw: ***\n");
  }

  /** The log without the token in the list of inputs, which Gitea's runner writes before a step can mask anything. */
  function withoutInputs(log: string): string {
    const written = `  token: ${secret}`;
    const lines = log.split("\n");
    expect(lines.filter((line) => line === written)).toHaveLength(runner === "act" ? 0 : 1);
    return lines.filter((line) => line !== written).join("\n");
  }

  test("publish-index: a password of docker's configuration", async () => {
    const user = "ann";
    await using registry = await startRegistry({ auth: { kind: "bearer", user, password: secret } });
    await using config = await temporaryFolder();
    const auth = Buffer.from(`${user}:${secret}`).toString("base64");
    await writeFile(
      join(config.path, "config.json"),
      JSON.stringify({ auths: { [registry.host]: { auth } } }),
    );
    const sources = pushSources(registry);
    const step = {
      uses: "acme/imgpub/publish-index@v1",
      with: { sources, tags: `${registry.host}/acme/app:1` },
    };
    const forms = formsOf(user);
    expectHidden(await sayAfter([step], { DOCKER_CONFIG: config.path }, forms), forms);
    expect(registry.tags("acme/app").has("1")).toBe(true);
  });

  test("cascade-runtime-version: a token that is no secret of the forge", async () => {
    await using git = await startGitServer({ token: secret });
    const template = await addTemplate(git, "masks/template");
    const step = {
      uses: "acme/imgpub/cascade-runtime-version@v1",
      with: { version: "1.1.0", templates: template.name, token: secret, "server-url": git.url },
    };
    const forms = formsOf("x-access-token");
    const said = await sayAfter([step], {}, forms);
    expectHidden({ ...said, masking: withoutInputs(said.masking) }, forms);
    expect((await template.read(".runtime-version"))?.toString()).toBe("1.1.0\n");
  });

  test("lane-guard: a token that is no secret of the forge", async () => {
    await using running = await startForge({ product: "gitea", token: secret });
    running.forge.runners.allow(secret, "admin");
    running.forge.repository(scene.site.repository);
    running.forge.runners.add({ labels: ["publish"], at: scene.site.repository });
    const release = "on: push\njobs:\n  deploy:\n    runs-on: publish\n    steps: [{ run: make }]\n";
    const steps = [
      {
        run: 'mkdir -p .github/workflows && echo "$RELEASE" > .github/workflows/release.yml',
        env: { RELEASE: release },
      },
      {
        uses: "acme/imgpub/lane-guard@v1",
        with: { token: secret, "server-url": running.serverUrl, "wait-timeout": "0" },
      },
    ];
    const forms = formsOf("token");
    const said = await sayAfter(steps, {}, forms);
    expectHidden({ ...said, masking: withoutInputs(said.masking) }, forms);
    expect(running.forge.asked("GET", "/actions/runners")).not.toEqual([]);
  });

  test("cascade-runtime-version: a token that the server echoes in its refusal", async () => {
    await using git = await startGitServer({ token: secret });
    await addTemplate(git, "masks/template");
    git.faults.add({
      match: { service: "receive-pack" },
      times: Number.POSITIVE_INFINITY,
      act: { name: "echo", run: (call) => echo(call.headers.authorization ?? "") },
    });
    const step = {
      uses: "acme/imgpub/cascade-runtime-version@v1",
      with: { version: "1.1.0", templates: "masks/template", token: secret, "server-url": git.url },
    };
    const { result, masking } = await sayAfter([step], {}, {});
    expect(result).toBe("failure");
    const log = withoutInputs(masking);
    expect(log).toMatch(/^::error::masks\/template: .*you said Basic \S*\*{3} with \*{3}/m);
    for (const form of Object.values(formsOf("x-access-token"))) expect(log).not.toContain(form);
  });
});

function echo(authorization: string) {
  const body = Buffer.from(`you said ${authorization} with ${secret}\n`);
  return { status: 403, headers: { "content-type": "text/plain" }, body };
}
