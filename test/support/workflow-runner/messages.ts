import { readFileSync } from "node:fs";
import protobuf from "protobufjs";

const schema = protobuf.parse(readFileSync(new URL("runner-service.proto", import.meta.url), "utf8"), {
  keepCase: true,
}).root;

/** The result of a job or a step, as the forges spell it. */
export type Result = "unspecified" | "success" | "failure" | "cancelled" | "skipped";

/** What a runner asks, by the method's name. */
export interface Requests {
  readonly Ping: { readonly data: string };
  readonly Register: { readonly name: string; readonly token: string; readonly labels: readonly string[] };
  readonly Declare: { readonly labels: readonly string[] };
  readonly FetchTask: Record<string, never>;
  readonly UpdateTask: {
    readonly state: {
      readonly id: number;
      readonly result: string;
      readonly steps: readonly { readonly result: string }[];
    };
    readonly outputs: Readonly<Record<string, string>>;
  };
  readonly UpdateLog: {
    readonly task_id: number;
    readonly index: number;
    readonly rows: readonly { readonly content: string }[];
    readonly no_more: boolean;
  };
}

export type Method = keyof Requests;

export const methods: readonly Method[] = [
  "Ping",
  "Register",
  "Declare",
  "FetchTask",
  "UpdateTask",
  "UpdateLog",
];

/** @throws Error when the bytes are not the method's request */
export function decodeRequest<M extends Method>(method: M, bytes: Uint8Array): Requests[M] {
  const type = schema.lookupType(`runner.v1.${method}Request`);
  return type.toObject(type.decode(bytes), {
    longs: Number,
    enums: String,
    defaults: true,
    arrays: true,
    objects: true,
  }) as Requests[M];
}

/** @param answer the fields of the method's response */
export function encodeResponse(method: Method, answer: Readonly<Record<string, unknown>>): Uint8Array {
  const type = schema.lookupType(`runner.v1.${method}Response`);
  return type.encode(type.fromObject(answer)).finish();
}

/** `RESULT_SUCCESS` and the like, in the words of the forges. */
export const resultOf = (name: string): Result => name.replace("RESULT_", "").toLowerCase() as Result;

export const resultName = (result: Result): string => `RESULT_${result.toUpperCase()}`;

/** A plain value as google.protobuf.Value. */
function protoValue(value: unknown): Record<string, unknown> {
  if (typeof value === "string") return { string_value: value };
  if (typeof value === "number") return { number_value: value };
  if (typeof value === "boolean") return { bool_value: value };
  if (Array.isArray(value)) return { list_value: { values: value.map(protoValue) } };
  if (typeof value === "object" && value !== null) return { struct_value: protoStruct(value) };
  return { null_value: 0 };
}

/** A plain object as google.protobuf.Struct. */
export function protoStruct(value: object): Record<string, unknown> {
  return { fields: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, protoValue(item)])) };
}
