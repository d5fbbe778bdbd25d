import type { Template } from "./inputs/templates.ts";
import type { Progress } from "./progress.ts";
import type { Request } from "./request.ts";
import type { RetryRead } from "./retry-reads.ts";
import type { Tools } from "./tools.ts";

/** The work on one template: which one, what is asked for, with what it is done, and how far it has come. */
export interface Job extends Tools {
  readonly template: Template;
  readonly request: Request;
  readonly retryRead: RetryRead;
  /** Tells people what happens, a line each. */
  readonly say: (line: string) => void;
  /** What is odd about the template, although it went on, a sentence. */
  readonly warn: (sentence: string) => void;
  readonly progress: Progress;
}
