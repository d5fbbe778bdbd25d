// Writes what GitHub says of the parts of its REST API that imgpub uses, for the fake of it to be held to. It is cut out
// of the package @octokit/openapi, which is 350 MB large: `npm pack @octokit/openapi@23.0.2`, unpack it, and name the
// folder that has its package.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Json = { readonly [name: string]: unknown };

const used: Readonly<Record<string, readonly string[]>> = {
  "/meta": ["get"],
  "/user": ["get"],
  "/users/{username}": ["get"],
  "/orgs/{org}/actions/runner-groups": ["get"],
  "/orgs/{org}/actions/runner-groups/{runner_group_id}/runners": ["get"],
  "/orgs/{org}/actions/runners": ["get"],
  "/repos/{owner}/{repo}": ["get"],
  "/repos/{owner}/{repo}/actions/runners": ["get"],
  "/repos/{owner}/{repo}/actions/runs": ["get"],
  "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs": ["get"],
  "/repos/{owner}/{repo}/commits": ["get"],
  "/repos/{owner}/{repo}/commits/{ref}/statuses": ["get"],
  "/repos/{owner}/{repo}/git/blobs/{file_sha}": ["get"],
  "/repos/{owner}/{repo}/git/trees/{tree_sha}": ["get"],
  "/repos/{owner}/{repo}/pulls": ["get", "post"],
  "/repos/{owner}/{repo}/pulls/{pull_number}": ["get", "patch"],
  "/repos/{owner}/{repo}/statuses/{sha}": ["post"],
};

/** What says nothing of which values are allowed. */
const texts = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "tags",
  "default",
]);

/** A schema without its texts; what `properties` names is a member, whatever its name. */
function bare(value: unknown, isMembers = false): unknown {
  if (Array.isArray(value)) return value.map((one) => bare(one));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([name]) => isMembers || !(texts.has(name) || name.startsWith("x-")),
  );
  return Object.fromEntries(
    kept.map(([name, one]) => [name, bare(one, !isMembers && name === "properties")]),
  );
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder of the package @octokit/openapi");
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), "utf8"));
const { version } = read("package.json");
const document = read("generated/api.github.com.json");

const at = (reference: string): unknown =>
  reference
    .slice("#/".length)
    .split("/")
    .reduce((value, name) => (value as Json)[name], document);

/** Parameters and answers are written out, schemas stay where they are and are kept below their name. */
const resolved = (value: Json): Json => (typeof value.$ref === "string" ? (at(value.$ref) as Json) : value);

const schemas: Record<string, unknown> = {};
function keep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const { $ref } = value as Json;
  const name = typeof $ref === "string" ? /^#\/components\/schemas\/(.+)$/.exec($ref)?.[1] : undefined;
  if (name !== undefined && schemas[name] === undefined) {
    schemas[name] = bare(at(`#/components/schemas/${name}`));
    keep(schemas[name]);
  }
  for (const one of Object.values(value)) keep(one);
}

const schemaOf = (holder: Json): unknown => {
  const content = holder.content as Record<string, Json> | undefined;
  const schema = Object.entries(content ?? {}).find(([type]) => /json/.test(type))?.[1].schema;
  return bare(schema);
};

const paths = Object.fromEntries(
  Object.entries(used).map(([path, methods]) => [
    path,
    Object.fromEntries(
      methods.map((method) => {
        const operation = document.paths[path][method];
        const body = operation.requestBody && schemaOf(resolved(operation.requestBody));
        const responses = Object.entries(operation.responses as Record<string, Json>).map(
          ([status, answer]) => [status, { schema: schemaOf(resolved(answer)) }],
        );
        const parameters = operation.parameters
          .map(resolved)
          .map(({ name, in: where, required, schema }: Json) => ({
            name,
            in: where,
            required,
            ...(bare(schema) as Json),
          }));
        return [method, { parameters, body, responses: Object.fromEntries(responses) }];
      }),
    ),
  ]),
);
keep(paths);
const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
const cut = { from: `@octokit/openapi ${version}`, paths, components: { schemas: sorted } };
// `npm run format` lays it out.
writeFileSync(new URL("../test/support/forge/description/github.json", import.meta.url), JSON.stringify(cut));
