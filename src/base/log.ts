/** The little that the core needs to speak; `src/action` implements it for a runner. */
export interface Log {
  /** A plain line. */
  info(line: string): void;
  /** A line shown only when the run has debug logging on. */
  debug(line: string): void;
  /** Something that is worth a mark on the run, and no problem. */
  notice(line: string): void;
  /** Something that did not go as asked, although the work went on. */
  warning(line: string): void;
}

/** A log that can fold lines. */
export interface GroupLog extends Log {
  /** `lines` folded under `title`. */
  group(title: string, lines: Iterable<string>): void;
}
