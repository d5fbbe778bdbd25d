import { expect, test } from "vitest";
import type { ForgeProduct } from "../support/forge/types.ts";
import type { RunnerName } from "../support/workflow-runner/index.ts";
import { onEachRunner } from "./scene/each-runner.ts";
import { startScene } from "./scene/scene.ts";
import { expectNoToken } from "./scene/secrets.ts";

interface Setting {
  readonly product: ForgeProduct;
  readonly version: string;
  /** What the runner tells jobs besides, where it is not the forge's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The forges whose jobs a runner can run. */
const settings: Readonly<Record<RunnerName, readonly Setting[]>> = {
  act: [{ product: "github", version: "" }],
  "gitea-runner": [
    { product: "gitea", version: "1.25.4" },
    { product: "gitea", version: "1.26.3" },
    { product: "forgejo", version: "15.0.3+gitea-1.22.0", env: { FORGEJO_ACTIONS: "true" } },
  ],
  "forgejo-runner": [{ product: "forgejo", version: "15.0.3+gitea-1.22.0" }],
};

onEachRunner("lane watch", (runWorkflow, runner) => {
  test.each(settings[runner])(
    "$product $version: green while nothing waits, yellow while the lane is busy, red when it starves",
    async ({ product, version, env = {} }) => {
      await using scene = await startScene(runWorkflow, { product, ...(version && { version }) });
      const { forge, repository, userToken } = scene.site;
      forge.repository(repository);
      if (product !== "github") forge.runners.allow(userToken, "admin");
      const watch = async () => {
        const report = await scene.run("lane-guard/watch", {
          event: { name: "schedule", payload: { schedule: "*/15 * * * *" } },
          secrets: { RUNNER_LIST_TOKEN: userToken },
          env,
        });
        expectNoToken(report, scene.site);
        const [job] = report.jobs;
        if (job === undefined) throw new Error(report.said);
        return { ...job, summary: report.summaries.get("watch") };
      };
      const publisher = forge.runners.add({ at: repository, labels: ["publish"], states: ["active"] });

      const calm = await watch();
      expect(calm.result, calm.log).toBe("success");
      expect(calm.log).toContain("ok: no job waits for the lane");

      forge.jobs.add({ at: repository, labels: ["publish"], created: forge.now() - 1_000_000 });
      const busy = await watch();
      expect(busy.result, busy.log).toBe("success");
      expect(busy.log).toContain("busy: 1 job waits for the lane");
      expect(busy.summary).toContain("⏳ busy");
      if (product !== "forgejo") expect(busy.log).toContain("has waited for more than 15 min (max-wait)");

      publisher.states.splice(0, Infinity, "offline");
      const starved = await watch();
      expect(starved.result, starved.log).toBe("failure");
      expect(starved.log).toContain('start a runner with the label "publish": runner-1 is offline');
      expect(starved.log).toMatch(/\[\{"repository":"[^"]+","workflow":.*"labels":\["publish"\]/);
      expect(starved.summary).toContain("❌ starved");
    },
  );
});
