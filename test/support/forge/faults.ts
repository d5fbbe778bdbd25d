import type { ForgeRecord, Reply } from "./types.ts";

/** What becomes of a request: an answer, none at all, or a broken connection. */
export type ForgeOutcome = Reply | "hang" | "reset";

/** A scripted fault; `next` handles the request as if there were none. */
export type ForgeAct = (request: ForgeRecord, next: () => Reply) => ForgeOutcome | Promise<ForgeOutcome>;

export interface ForgeFault {
  /** Which requests; all by default. */
  readonly match?: (request: ForgeRecord) => boolean;
  /** How many requests; 1 by default. */
  readonly times?: number;
  readonly act: ForgeAct;
}

/** Any status, with the `message` of all three forges. */
export function status(
  code: number,
  options: { readonly message?: string; readonly headers?: Record<string, string> } = {},
): ForgeAct {
  const { message = "", headers = {} } = options;
  return () => ({ status: code, headers, json: { message } });
}

export const tooMany = (seconds: number): ForgeAct =>
  status(429, { message: "slow down", headers: { "retry-after": String(seconds) } });

/** GitHub's limit of requests an hour: a 403 that is none. */
export const primaryLimit = (reset: number): ForgeAct =>
  status(403, {
    message: "API rate limit exceeded for user ID 1.",
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) },
  });

/** GitHub's limit of requests at a time: another 403 that is none. */
export const secondaryLimit = (): ForgeAct =>
  status(403, { message: "You have exceeded a secondary rate limit. Please wait a few minutes." });

/** A front end's page. */
export const webPage =
  (code: number): ForgeAct =>
  () => ({ status: code, headers: { "content-type": "text/html" }, text: "<html><h1>oops</h1></html>\n" });

export const wrongJson = (): ForgeAct => () => ({ status: 200, text: '{"half": ' });

/** JSON that is not what was asked for. */
export const otherJson = (): ForgeAct => () => ({ status: 200, json: { hello: "world" } });

/** A refusal that repeats the request's credentials, as a debugging proxy may. */
export const echo =
  (code: number): ForgeAct =>
  ({ headers }) => {
    const given = headers.authorization ?? "";
    const token = given.replace(/^\S+ /, "");
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    return {
      status: code,
      json: { message: `you sent ${given}; Basic ${basic}; ${encodeURIComponent(token)}` },
    };
  };

export const redirect =
  (url: string, code = 307): ForgeAct =>
  () => ({ status: code, headers: { location: url }, text: "" });

export const hang = (): ForgeAct => () => "hang";

export const reset = (): ForgeAct => () => "reset";

/** Does what was asked, and loses the answer. */
export const lostAnswer = (): ForgeAct => (_request, next) => {
  next();
  return "reset";
};

/** Lets something happen first. */
export const before =
  (happen: () => Promise<unknown>): ForgeAct =>
  async (_request, next) => {
    await happen();
    return next();
  };

/** Lets something happen before the answer goes out. */
export const after =
  (happen: () => Promise<unknown>): ForgeAct =>
  async (_request, next) => {
    const reply = next();
    await happen();
    return reply;
  };

/** The scripted faults of one forge; the first that matches gets the request. */
export class ForgeFaults {
  readonly #armed: { fault: ForgeFault; left: number }[] = [];

  add(fault: ForgeFault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  pick(request: ForgeRecord): ForgeAct | undefined {
    const armed = this.#armed.find(({ fault, left }) => left > 0 && (fault.match?.(request) ?? true));
    if (!armed) return undefined;
    armed.left -= 1;
    return armed.fault.act;
  }
}
