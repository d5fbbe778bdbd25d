/** Line and column, from 1, in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlScalar {
  readonly kind: "scalar";
  readonly offset: number;
  readonly text: string;
  /** Written without quotes, so that it may stand for a number, a truth value or null. */
  readonly plain: boolean;
}

export interface YamlList {
  readonly kind: "list";
  readonly offset: number;
  readonly items: readonly YamlNode[];
}

export interface YamlMap {
  readonly kind: "map";
  readonly offset: number;
  /** By key, in the order of the text; what a merge key (`<<`) adds comes last. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
  /** All that is written, in the order of the text: merge keys too, keys that are no texts, and keys that come again. */
  readonly pairs: readonly YamlPair[];
}

export interface YamlEntry {
  /** Where the key is written, which for an alias is not where what it stands for is. */
  readonly offset: number;
  readonly value: YamlNode;
  /** Whether the value is written as an alias. */
  readonly isAlias: boolean;
}

export interface YamlPair extends YamlEntry {
  readonly key: YamlNode;
}

/**
 * A part of a YAML text. What an alias stands for is the same object as what it names, never a copy. Its offset is
 * where it begins, its anchor included; that of a value that is not written is where it is missing.
 */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** A YAML text whose parts know where they are written. */
export interface YamlTree {
  /** Undefined for a text without content. */
  readonly root: YamlNode | undefined;
  positionOf(offset: number): Position;
}

/** A text that is no YAML, with the place where that shows. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** An alias that names nothing before it. */
export class UnknownAnchorError extends YamlError {}
