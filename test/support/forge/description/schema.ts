import { isRecord } from "../../../../src/base/json.ts";

/** As much of JSON Schema as the vendors' descriptions use: Swagger 2 and OpenAPI 3.0. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** Where a value is not as described. */
export interface Deviation {
  /** By what the description calls it: `PullRequest.milestone`, `workflow-run.head_commit`. */
  readonly member: string;
  /** What is wrong: `null`, `missing`, `not described`, or the kind of value. */
  readonly what: string;
}

export type Definitions = Readonly<Record<string, Schema>>;

const formats: Readonly<Record<string, (text: string) => boolean>> = {
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text.replaceAll(/\{[^{}]*\}/g, "")),
  uuid: (text) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text),
};

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

/** Where a JSON value is not as a schema describes it, with the members that the schema does not have. */
export function deviations(
  value: unknown,
  schema: Schema,
  definitions: Definitions,
  member: string,
): readonly Deviation[] {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    const found = definitions[name];
    if (!found) throw new Error(`the description has no ${name}`);
    const elsewhere = deviations(value, found, definitions, name);
    // What the whole value is not is said by the member that has it.
    return elsewhere.map((one) => (one.member === name ? { ...one, member } : one));
  }
  if (value === null && schema.nullable) return [];
  const either = schema.oneOf ?? schema.anyOf;
  if (either) {
    const all = either.map((one) => deviations(value, one, definitions, member));
    return all.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  if (schema.allOf?.length === 1 && schema.allOf[0])
    return deviations(value, schema.allOf[0], definitions, member);
  if (schema.allOf) throw new Error("several schemas at once are not looked at");
  const kind = kindOf(value);
  const { type } = schema;
  if (type !== undefined && kind !== type && !(type === "number" && kind === "integer"))
    return [{ member, what: kind }];
  if (schema.enum && !schema.enum.includes(value))
    return [{ member, what: `the value ${JSON.stringify(value)}` }];
  if (typeof value === "string" && formats[schema.format ?? ""]?.(value) === false)
    return [{ member, what: `the ${schema.format} ${JSON.stringify(value)}` }];
  if (Array.isArray(value))
    return value.flatMap((one) => deviations(one, schema.items ?? {}, definitions, `${member}[]`));
  return isRecord(value) ? ofMembers(value, schema, definitions, member) : [];
}

function ofMembers(
  value: Readonly<Record<string, unknown>>,
  { properties = {}, required = [], additionalProperties }: Schema,
  definitions: Definitions,
  member: string,
): readonly Deviation[] {
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => ({ member: `${member}.${name}`, what: "missing" }));
  const isOpen = additionalProperties === true || Object.keys(properties).length === 0;
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  const given = Object.entries(value).flatMap(([name, one]): readonly Deviation[] => {
    const known = properties[name] ?? others;
    // JSON has no undefined.
    if (one === undefined) return [];
    if (known) return deviations(one, known, definitions, `${member}.${name}`);
    return isOpen ? [] : [{ member: `${member}.${name}`, what: "not described" }];
  });
  return [...missing, ...given];
}
