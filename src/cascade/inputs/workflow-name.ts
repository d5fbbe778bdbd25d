import { UserError } from "../../base/errors.ts";
import { isPrintable, quoted } from "../../base/text.ts";

/**
 * Reads the file name of a workflow.
 *
 * @throws {UserError} saying why it is not one
 */
export function parseWorkflow(text: string): string {
  const refuse = (what: string): never => {
    throw new UserError(
      `the workflow ${quoted(text)} ${what}; expected a file name that ends with .yml or .yaml, such as publish-image.yml`,
    );
  };
  if (/[/\\]/.test(text)) refuse("is a path, and is looked for in the folders of workflows by its name");
  if (!isPrintable(text)) refuse("contains a control or invisible character");
  if (text.length > 200) refuse("is longer than 200 characters");
  if (!/^.+\.ya?ml$/.test(text)) refuse("is not the name of a YAML file");
  return text;
}
