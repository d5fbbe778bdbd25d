// An action that ends in the way its input `case` names; test/action/run.test.ts runs it as a step.
import { once } from "node:events";
import { createServer } from "node:http";
import { run } from "../../../src/action/run.ts";
import { UserError } from "../../../src/base/errors.ts";

const forever = () => new Promise<never>(() => setInterval(() => {}, 1_000));

/** Fails, and says whether it stays for a while. */
function failOn(isTTY: boolean): Parameters<typeof run>[0] {
  return async () => {
    Object.defineProperty(process.stdout, "isTTY", { value: isTTY });
    const timers: NodeJS.Timeout[] = [];
    const start = globalThis.setTimeout;
    globalThis.setTimeout = ((...given: Parameters<typeof start>) => {
      const timer = start(...given);
      timers.push(timer);
      return timer;
    }) as typeof start;
    setImmediate(() => console.log(timers.some((timer) => timer.hasRef()) ? "stayed" : "left at once"));
    throw new UserError("one");
  };
}

const cases: Record<string, Parameters<typeof run>[0]> = {
  done: async ({ log }) => log.info("::error::from a registry"),
  user: async () => {
    throw new UserError('input "tags": "a b" is no tag;\nexpected …', {
      cause: new Error("secret cause"),
    });
  },
  users: async () => {
    throw new AggregateError([new UserError("one"), new AggregateError([new UserError("two")])], "both");
  },
  mixed: async () => {
    throw new AggregateError([new UserError("one"), new TypeError("x is not a function")]);
  },
  terminal: failOn(true),
  pipe: failOn(false),
  bug: async () => {
    const cause = new Error("the cause");
    cause.cause = cause;
    throw new TypeError("::warning::x is\nnot a function", { cause });
  },
  response: async () => {
    throw new Response("gone", { status: 404 });
  },
  uncaught: async () => {
    setTimeout(() => {
      throw new RangeError("thrown in a timer");
    });
    await forever();
  },
  unhandled: async ({ signal }) => {
    void Promise.reject(new RangeError("rejected for nobody"));
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
  unfinished: () => new Promise(() => {}),
  obedient: async ({ signal, log }) => {
    log.info("ready");
    const held = setInterval(() => {}, 1_000);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    clearInterval(held);
    signal.throwIfAborted();
  },
  obedientWithReport: async ({ signal, log }) => {
    log.info("ready");
    const held = setInterval(() => {}, 1_000);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    clearInterval(held);
    throw new UserError("2 of 3 targets were published");
  },
  obedientSilent: async ({ signal, log }) => {
    log.info("ready");
    const held = setInterval(() => {}, 1_000);
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    clearInterval(held);
    void Promise.reject(signal.reason);
  },
  deaf: async ({ log }) => {
    log.info("ready");
    await forever();
  },
  keepAlive: async ({ log }) => {
    const url = process.env.INPUT_URL ?? "";
    await Promise.all(Array.from({ length: 5 }, async () => await (await fetch(url)).text()));
    log.info("fetched");
  },
  unread: async ({ log }) => {
    log.info(String((await fetch(process.env.INPUT_URL ?? "")).status));
  },
  listening: async ({ log }) => {
    await once(createServer().listen(0), "listening");
    log.info("listening");
  },
};

const found = cases[process.env.INPUT_CASE ?? ""];
if (!found) throw new Error("no such case");
await run(found);
