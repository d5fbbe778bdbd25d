import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { isRecord } from "../../base/json.ts";
import { quoted } from "../../base/text.ts";
import { cannotBeRead } from "../../base/unreadable.ts";
import { decodeText } from "../../base/utf8.ts";
import { readYaml, type YamlPath, type YamlText } from "../../yaml/read-yaml.ts";
import { plainJson } from "./plain-json.ts";
import type { RawTarget } from "./raw-target.ts";

const keys = [
  ...(["name", "image", "sources", "tags", "annotations", "platforms"] as const),
  ...(["soci", "soci-min-layer-size", "soci-span-size", "soci-platforms", "soci-tag-suffix"] as const),
] as const;
const accepted = `expected a list of targets, or a map with the one key "targets"; each target is a map of ${keys.join(", ")}`;

type Refuse = YamlText["refuse"];

/**
 * Reads the input `targets`: YAML or JSON, as the text itself or as the path of a file that holds it.
 *
 * All scalars are texts, so that the tag `1.10` stays what it is.
 *
 * @throws {UserError} with line and column, for what is not YAML and for what is no list of targets
 */
export async function readTargets(input: string, directory: string): Promise<RawTarget[]> {
  const inline = /\n|^\s*[[{]|^\s*-\s|^\s*targets\s*:/.test(input);
  const text = inline ? input : await readTargetsFile(input, directory);
  const targets = readPlainJson(text);
  if (targets) return targets;
  const { value, refuse } = await readYaml(text, { place: inline ? "" : `${input}, `, accepted });
  return readList(value, refuse);
}

/** Reads targets without a parser of YAML; undefined where that cannot be, or only YAML knows the line of a mistake. */
function readPlainJson(text: string): RawTarget[] | undefined {
  const value = plainJson(text);
  if (value === undefined) return undefined;
  const refused = new Error("no list of targets");
  try {
    return readList(value, () => {
      throw refused;
    });
  } catch (error) {
    if (error !== refused) throw error;
    return undefined;
  }
}

async function readTargetsFile(input: string, directory: string): Promise<string> {
  const refuse = (what: string): never => {
    throw new UserError(
      `the file ${quoted(input)} ${what}; expected the path of a YAML or JSON file, or the text itself`,
    );
  };
  const bytes = await readFile(resolve(directory, input)).catch((error: unknown) =>
    refuse(cannotBeRead(error)),
  );
  return decodeText(bytes) ?? refuse("is not text in UTF-8");
}

function readList(value: unknown, refuse: Refuse): RawTarget[] {
  const at: YamlPath = isRecord(value) ? ["targets"] : [];
  if (isRecord(value) && Object.keys(value).some((key) => key !== "targets"))
    refuse([], `found ${shown(value)}; ${accepted}`);
  const list = isRecord(value) ? value.targets : value;
  if (!Array.isArray(list)) return refuse(at, `found ${shown(list)}; ${accepted}`);
  if (list.length === 0) refuse(at, `the list is empty; ${accepted}`);
  return list.map((item: unknown, index) => readTarget(item, [...at, index], refuse));
}

function readTarget(value: unknown, at: YamlPath, refuse: Refuse): RawTarget {
  if (!isRecord(value)) return refuse(at, `found ${shown(value)}; ${accepted}`);
  const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (unknown !== undefined)
    refuse([...at, unknown], `the key ${quoted(unknown)} is unknown; expected one of ${keys.join(", ")}`);
  const text = (key: "name" | "image" | "soci-min-layer-size" | "soci-span-size" | "soci-tag-suffix") => {
    const found = value[key];
    if (found === undefined || found === "") return {};
    return typeof found === "string"
      ? { [key]: found.trim() }
      : refuse([...at, key], `"${key}" is ${shown(found)}; expected a text`);
  };
  const list = (key: (typeof keys)[number], separator: RegExp) => {
    const found = value[key] ?? [];
    const items = typeof found === "string" ? found.split(separator) : found;
    if (Array.isArray(items) && items.every((item) => typeof item === "string"))
      return items.map((item) => item.trim()).filter(Boolean);
    return refuse([...at, key], `"${key}" is ${shown(found)}; expected a list of texts, or lines`);
  };
  // One that is given empty is the empty list, and not the default.
  const given = (key: "annotations" | "platforms" | "soci-platforms", separator: RegExp) =>
    value[key] === undefined ? {} : { [key]: list(key, separator) };
  const flag = (key: "soci") => {
    const found = value[key];
    if (found === undefined || found === "") return {};
    if (/^(?:true|True|TRUE)$/.test(String(found))) return { [key]: true };
    if (/^(?:false|False|FALSE)$/.test(String(found))) return { [key]: false };
    return refuse([...at, key], `"${key}" is ${shown(found)}; expected true or false`);
  };
  return {
    ...text("name"),
    ...text("image"),
    ...flag("soci"),
    ...text("soci-min-layer-size"),
    ...text("soci-span-size"),
    ...text("soci-tag-suffix"),
    ...given("soci-platforms", /\r?\n|,/),
    sources: list("sources", /\r?\n/),
    tags: list("tags", /\r?\n|,/),
    ...given("annotations", /\r?\n/),
    ...given("platforms", /\r?\n|,/),
  };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isRecord(value))
    return `a map of ${
      Object.keys(value)
        .slice(0, 5)
        .map((key) => quoted(key))
        .join(", ") || "nothing"
    }`;
  return typeof value === "string" && value !== "" ? `the text ${quoted(value, 60)}` : "nothing";
}
