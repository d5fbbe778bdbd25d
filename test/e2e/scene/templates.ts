import { type TemplateOptions, template } from "../../actions/cascade/cascade.ts";
import { folderOf } from "../../actions/lane/lane.ts";
import type { GitServer, LogEntry, Repository } from "../../support/git-server/index.ts";
import type { Site, WorkflowRun } from "../../support/workflow-runner/index.ts";
import { exampleText } from "./scene.ts";

const names = ["web", "worker", "jobs", "notebook"].map((name) => `templates/${name}`);
const legacy = "templates/legacy@release/1.x";

export interface Template {
  /** As the cascade names it. */
  readonly name: string;
  readonly repository: Repository;
  readonly branch: string;
}

/** A template whose workflow lies where every forge reads it. */
export function addTemplate(
  git: GitServer,
  name: string,
  options: TemplateOptions = {},
): Promise<Repository> {
  return template(git, name, { workflowAt: ".github/workflows/publish-image.yml", ...options });
}

/** The five templates of the examples, with the workflow that the README shows. */
export async function addTemplates({ git, forge }: Site): Promise<Template[]> {
  const workflow = await exampleText("cascade-runtime-version/publish-image");
  const path = `${folderOf[forge.product]}/publish-image.yml`;
  const add = async (name: string, text: string) => {
    forge.repository(name);
    return await template(git, name, { files: { [path]: text } });
  };
  const all = await Promise.all(
    names.map(async (name) => ({ name, repository: await add(name, workflow), branch: "main" })),
  );
  const branch = "release/1.x";
  const repository = await add("templates/legacy", workflow.replace("[main]", `[main, ${branch}]`));
  await repository.commit({ ".runtime-version": "0.9.0\n" }, { branch });
  return [...all, { name: legacy, repository, branch }];
}

export const histories = (templates: readonly Template[]): Promise<LogEntry[][]> =>
  Promise.all(templates.map(({ repository, branch }) => repository.log(branch)));

/** Somebody has typed this into the form of the workflow. */
export const dispatched = (version: string): WorkflowRun["event"] => ({
  name: "workflow_dispatch",
  // Forges hand over a form's values as text.
  payload: { ref: "refs/heads/main", inputs: { version, "dry-run": "false" } },
});
