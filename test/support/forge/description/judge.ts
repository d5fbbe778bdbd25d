import type { FakeForge } from "../forge.ts";
import { unknownRoute } from "../gitea-kit.ts";
import type { ForgeRecord, Reply } from "../types.ts";
import { type Description, description, documentOf, documentsOf, type Operation } from "./documents.ts";
import { excuse } from "./exceptions.ts";
import { type Deviation, deviations } from "./schema.ts";

type Forge = Pick<FakeForge, "product" | "version">;

/** What vendor's own description a forge is held to; undefined where that is not at hand. */
function descriptionOf({ product, version }: Forge): Description | undefined {
  const name = documentOf(product, version);
  return name === undefined ? undefined : description(name);
}

/** What a request and the answer to it have that the vendor's own description of the API does not. */
export function judged(forge: Forge, request: ForgeRecord, reply: Reply): readonly string[] {
  const described = descriptionOf(forge);
  // GraphQL has another description.
  if (!described || request.path === "/graphql") return [];
  const { method } = request;
  const path = decodeURIComponent(request.path);
  const operation = described.operation(method, path);
  const found = operation
    ? [...ofRequest(request, operation, described), ...ofReply(reply, operation, described)]
    : ofUnknown(forge, method, path, reply);
  return found
    .filter(({ member, what }) => excuse(described.name, `${method} ${path}`, member, what) === undefined)
    .map(({ member, what }) => `${described.name}, ${method} ${request.path}: ${member} is ${what}`);
}

/** A route that a version does not have is one of another version, and is answered as any unknown one. */
function ofUnknown({ product }: Forge, method: string, path: string, reply: Reply): readonly Deviation[] {
  const others = product === "github" ? ["github"] : [...documentsOf("gitea"), ...documentsOf("forgejo")];
  const elsewhere = others.some((name) => description(name)?.operation(method, path));
  if (!elsewhere) return [{ member: "the route", what: "not described" }];
  if (reply === unknownRoute || reply.status === 401) return [];
  return [{ member: "the route", what: `not described, and answered ${reply.status}` }];
}

function ofRequest(
  { query, body }: ForgeRecord,
  { parameters, body: described }: Operation,
  { definitions }: Description,
): readonly Deviation[] {
  const known = parameters.filter((one) => one.in === "query");
  const unknown = [...new Set(query.keys())]
    .filter((name) => !known.some((one) => one.name === name))
    .map((name) => ({ member: `?${name}=`, what: "not described" }));
  const values = known.flatMap((one) =>
    query.getAll(one.name).flatMap((text) => ofQuery(`?${one.name}=`, text, one)),
  );
  const sent = body === undefined ? [] : deviations(body, described ?? {}, definitions, "the request");
  return [...unknown, ...values, ...sent];
}

function ofQuery(
  member: string,
  text: string,
  parameter: Operation["parameters"][number],
): readonly Deviation[] {
  const schema = parameter.schema ?? parameter;
  // A list is written as several parameters of one name, or with commas.
  const { type, ...rest } = schema.type === "array" ? (schema.items ?? {}) : schema;
  const value = type === "integer" && /^-?\d+$/.test(text) ? Number(text) : text;
  const isTruth = type === "boolean" && /^(?:true|false)$/.test(text);
  if (isTruth) return [];
  return deviations(
    value,
    { ...(type !== undefined && { type }), ...(rest.enum && { enum: rest.enum }) },
    {},
    member,
  );
}

function ofReply(
  { status, json, text }: Reply,
  { answers }: Operation,
  { definitions }: Description,
): readonly Deviation[] {
  if (!Object.hasOwn(answers, String(status))) return [{ member: "the status", what: String(status) }];
  const schema = answers[status];
  if (schema === undefined) return [];
  if (text !== undefined) return status < 400 ? [{ member: "the answer", what: "no JSON" }] : [];
  // As it is sent: without what is undefined.
  return deviations(JSON.parse(JSON.stringify(json)), schema, definitions, "the answer");
}
