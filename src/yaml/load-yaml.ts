import type { YamlOptions } from "./parser.ts";
import type { YamlTree } from "./tree.ts";

/**
 * Loads the parser of YAML.
 *
 * What it gives reads the first document of a text, as the forges do, and throws a {@link YamlError} for what is no YAML.
 * It takes time in proportion to the text, aliases or not.
 */
export async function loadYaml(options: YamlOptions = {}): Promise<(text: string) => YamlTree> {
  const { parseYaml } = await import("./parser.ts");
  return (text) => parseYaml(text, options);
}
