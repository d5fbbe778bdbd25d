import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ForgeProduct } from "../types.ts";
import type { Definitions, Schema } from "./schema.ts";

export interface Parameter extends Omit<Schema, "required"> {
  readonly name: string;
  readonly in: "path" | "query" | "body" | "header" | "formData";
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface Operation {
  readonly parameters: readonly Parameter[];
  /** What the request's body is; undefined without one. */
  readonly body: Schema | undefined;
  /** By status, undefined where there is nothing to say of the body. */
  readonly answers: Readonly<Record<string, Schema | undefined>>;
}

export interface Description {
  /** What it is of: `gitea-1.26.3`. */
  readonly name: string;
  readonly definitions: Definitions;
  /** Of a request; undefined where the description has no such path or method. */
  operation(method: string, path: string): Operation | undefined;
}

interface Answer {
  readonly $ref?: string;
  readonly schema?: Schema;
}

interface Written {
  readonly parameters?: readonly Parameter[];
  readonly body?: Schema;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>;
  readonly definitions?: Definitions;
  readonly responses?: Readonly<Record<string, Answer>>;
  readonly components?: { readonly schemas: Definitions };
}

/** A folder with the documents that Gitea and Forgejo serve as /swagger.v1.json, named `gitea-1.26.3.json`. */
export const documents = process.env.API_DOCUMENTS ?? "";

/** The versions whose documents are looked for; one of another patch release is held to that of its line. */
const lines: Readonly<Record<"gitea" | "forgejo", readonly string[]>> = {
  gitea: ["1.22.6", "1.23.8", "1.24.7", "1.25.4", "1.26.3", "1.27.0-rc0"],
  forgejo: ["14.0.5", "15.0.3"],
};

/** The name of the document that a version is held to; undefined where there is none of its line. */
export function documentOf(product: ForgeProduct, version: string): string | undefined {
  if (product === "github") return "github";
  const lineOf = (one: string) =>
    one
      .split(".")
      .slice(0, product === "gitea" ? 2 : 1)
      .join(".");
  const found = lines[product].find((one) => lineOf(one) === lineOf(version));
  return found && `${product}-${found}`;
}

/** The names of all documents of a product that are here. */
export function documentsOf(product: ForgeProduct): readonly string[] {
  if (product === "github") return ["github"];
  return lines[product].map((version) => `${product}-${version}`).filter(isHere);
}

const fileOf = (name: string) =>
  name === "github"
    ? fileURLToPath(new URL("github.json", import.meta.url))
    : join(documents, `${name}.json`);

const isHere = (name: string) => name === "github" || (documents !== "" && existsSync(fileOf(name)));

const read = new Map<string, Description>();

/** A description by its document's name; undefined where the document is not here. */
export function description(name: string): Description | undefined {
  const known = read.get(name);
  if (known || !isHere(name)) return known;
  const made = describe(name, JSON.parse(readFileSync(fileOf(name), "utf8")));
  read.set(name, made);
  return made;
}

function describe(name: string, document: Document): Description {
  const byName = document.paths["/repos/{owner}/{repo}"]?.get;
  const byId = byName && { get: { ...byName, parameters: [] } };
  // Which was left out where the documents of Gitea and Forgejo were cut, and answers as it does by its name.
  const left: Document["paths"] = name === "github" || !byId ? {} : { "/repositories/{id}": byId };
  const routes = Object.entries({ ...document.paths, ...left })
    .map(([path, methods]) => ({ pattern: patternOf(path), methods, variables: path.split("{").length }))
    // What is written out goes before what stands for anything.
    .sort((a, b) => a.variables - b.variables);
  return {
    name,
    definitions: document.definitions ?? document.components?.schemas ?? {},
    operation(method, path) {
      const route = routes.find(
        ({ pattern, methods }) => pattern.test(path) && methods[method.toLowerCase()] !== undefined,
      );
      const written = route?.methods[method.toLowerCase()];
      return written && operationOf(written, document);
    },
  };
}

/** These may have slashes: a file's path, and the names of branches and of other refs. */
const long = new Set(["filepath", "branch", "ref", "basehead"]);

function patternOf(path: string): RegExp {
  const parts = path.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&");
    return long.has(name) ? ".+" : "[^/]+";
  });
  return new RegExp(`^${parts.join("")}$`);
}

function operationOf({ parameters = [], body, responses }: Written, document: Document): Operation {
  const answers = Object.entries(responses).map(
    ([status, answer]) => [status, schemaOf(answer, document)] as const,
  );
  return {
    parameters,
    body: body ?? parameters.find((one) => one.in === "body")?.schema,
    answers: Object.fromEntries(answers),
  };
}

/** Of an answer that is written out, that stands among the answers, or that is named by its schema alone, as Gitea has it. */
function schemaOf(answer: Answer, { responses = {}, definitions = {} }: Document): Schema | undefined {
  const { $ref } = answer;
  if ($ref === undefined) return answer.schema;
  const name = $ref.split("/").at(-1) ?? "";
  if ($ref.startsWith("#/definitions/") && definitions[name]) return { $ref };
  const found = responses[name];
  if (!found) throw new Error(`the description has no ${$ref}`);
  return found.schema;
}
