import { inInput, UserError } from "../../base/errors.ts";
import { parseTemplates, type Template } from "./templates.ts";

/** The two inputs that may name the templates. */
export interface TemplateInputs {
  /** Lines. */
  readonly templates: readonly string[];
  /** Path of a file in the workspace. */
  readonly templatesFile: string | undefined;
}

/**
 * Reads the list of templates from the one of the two inputs that is given.
 *
 * @param workspace the folder that `templatesFile` must lie in, also after all symbolic links are followed
 * @throws {UserError} naming the input and, for a file, the line and column
 */
export async function readTemplates(
  { templates, templatesFile }: TemplateInputs,
  workspace: string,
): Promise<Template[]> {
  const lines = templates.length > 0;
  if (lines && templatesFile !== undefined)
    throw new UserError(
      'input "templates": is given together with "templates-file"; give only one of the two',
    );
  if (!lines && templatesFile === undefined)
    throw new UserError(
      'input "templates": no templates are given; expected lines of owner/repo or owner/repo@branch, or a file of them in "templates-file"',
    );
  const input = lines ? "templates" : "templates-file";
  return inInput(input, async () => {
    const read =
      templatesFile === undefined
        ? parseTemplates(templates)
        : await (await import("./templates-file.ts")).readTemplatesFile(templatesFile, workspace);
    if (read.length > 0) return read;
    throw new UserError(
      `${templatesFile === undefined ? "" : `${templatesFile}: `}the list is empty; expected at least one template`,
    );
  });
}
