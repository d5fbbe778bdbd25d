import type { Log } from "../base/log.ts";

/** One job's lines. Nothing is said after `end`. */
export interface Block {
  info(line: string): void;
  notice(line: string): void;
  warning(line: string): void;
  end(): void;
}

/**
 * Keeps the lines of concurrent jobs together: the oldest unfinished job speaks at once, the others' lines wait
 * until they come to be the oldest or have ended. So a single job is heard live, and many never interleave.
 */
export class Blocks {
  readonly #log: Log;
  readonly #open: { lines: (() => void)[]; ended: boolean }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  begin(): Block {
    const block = { lines: [] as (() => void)[], ended: false };
    this.#open.push(block);
    const say = (line: () => void) => {
      block.lines.push(line);
      this.#flush();
    };
    return {
      info: (line) => say(() => this.#log.info(line)),
      notice: (line) => say(() => this.#log.notice(line)),
      warning: (line) => say(() => this.#log.warning(line)),
      end: () => {
        block.ended = true;
        this.#flush();
      },
    };
  }

  #flush(): void {
    for (;;) {
      const oldest = this.#open[0];
      for (const line of oldest?.lines.splice(0) ?? []) line();
      if (!oldest?.ended) return;
      this.#open.shift();
    }
  }
}
