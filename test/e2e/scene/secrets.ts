import { expect } from "vitest";
import { secretForms } from "../../../src/base/secret.ts";
import type { Site } from "../../support/workflow-runner/index.ts";
import type { SceneReport } from "./scene.ts";

/** Asserts that neither token of the site is in what a run has said, in any form. */
export function expectNoToken({ jobs, said, summaries }: SceneReport, { token, userToken }: Site): void {
  const all = [said, ...jobs.map(({ log }) => log), ...summaries.values()].join("\n");
  const forms = [token, userToken].flatMap(secretForms);
  // As they are, and in Base64 at least.
  expect(forms).toEqual(expect.arrayContaining([token, userToken, Buffer.from(token).toString("base64")]));
  for (const form of forms) expect(all).not.toContain(form);
}
