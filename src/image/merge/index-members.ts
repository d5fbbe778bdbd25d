import { isRecord } from "../../base/json.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { Manifest } from "../descriptor.ts";
import { annotationFault, readObject } from "../documents.ts";
import { MalformedDocument } from "../errors.ts";
import type { Source } from "../index-entry.ts";

type Texts = Readonly<Record<string, string>>;

/**
 * What an index says of itself: every member but those that make it an index of its manifests, whether we know it or
 * not, and without what is null or an empty text.
 *
 * @throws {MalformedDocument} for annotations that are no texts
 */
export function membersOf(index: Manifest): Readonly<Record<string, unknown>> {
  const { schemaVersion: _, mediaType: __, manifests: ___, ...own } = readObject(index);
  const annotations = isRecord(own.annotations) ? without(own.annotations, null) : own.annotations;
  const fault = annotationFault(annotations);
  if (fault !== undefined || !isRecord(annotations ?? {}))
    throw new MalformedDocument(`index ${index.digest}: ${fault ?? '"annotations" is no object'}`);
  return without({ ...own, annotations }, null, "", undefined);
}

function without(record: Record<string, unknown>, ...absent: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !absent.includes(value)));
}

/** What the indexes among the sources say alike of themselves, beside what is said anew. */
export interface AgreedMembers {
  /** Without annotations. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly annotations: Texts;
  /** One sentence where they differ. */
  readonly notices: readonly string[];
}

/**
 * What all indexes among the sources say alike: the one that there is says everything. What they differ in is left out,
 * and named unless `annotations` say it anew.
 */
export function agreedMembers(sources: readonly Source[], annotations: Texts): AgreedMembers {
  const indexes = new Map(sources.flatMap(({ index }) => (index ? [[index.digest, index]] : [])));
  const own = [...indexes.values()].map(membersOf).map(({ annotations: texts = {}, ...members }) => ({
    members,
    texts: texts as Texts,
  }));
  const members = agreed(own.map(({ members }) => members));
  const texts = agreed(own.map(({ texts }) => texts));
  const differing = [
    ...members.differing,
    ...texts.differing.filter((name) => !(name in annotations)).map((name) => `annotation ${name}`),
  ];
  return {
    members: members.alike,
    annotations: { ...texts.alike, ...annotations },
    notices:
      differing.length > 0
        ? [`the sources differ in ${differing.join(", ")}: the index is published without`]
        : [],
  };
}

/** The members that all records have alike, and the names of the others. */
function agreed<T>(records: readonly Readonly<Record<string, T>>[]): {
  alike: Record<string, T>;
  differing: string[];
} {
  const names = [...new Set(records.flatMap(Object.keys))].sort();
  const first = records[0] ?? {};
  const isAlike = (name: string) => new Set(records.map((record) => canonicalJson(record[name]))).size === 1;
  return {
    alike: Object.fromEntries(
      names.filter(isAlike).flatMap((name) => (name in first ? [[name, first[name] as T]] : [])),
    ),
    differing: names.filter((name) => !isAlike(name)),
  };
}
