import { expect } from "vitest";
import { secretForms } from "../../src/secret.ts";
import type { Site } from "../support/workflow-runner/index.ts";
import type { SceneReport } from "./scene.ts";

/** Asserts that neither token of the site is in what a run has said, in any form. */
export function expectNoToken({ jobs, said, summaries }: SceneReport, { token, userToken }: Site): void {
  const all = [said, ...jobs.map(({ log }) => log), ...summaries.values()].join("\n");
  for (const form of [token, userToken].flatMap(secretForms)) expect(all).not.toContain(form);
}
