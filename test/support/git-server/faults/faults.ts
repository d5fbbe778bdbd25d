import { setTimeout as sleep } from "node:timers/promises";
import { text, whole } from "../protocol/reply.ts";
import type { Authorization, Outcome } from "../types.ts";
import type { FaultAct } from "./fault-box.ts";

/** A fixed answer, nothing carried out. The body is plain text unless a header says otherwise. */
export function status(
  code: number,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
): FaultAct {
  return { name: `status ${code}`, run: () => text(code, options.body ?? "", options.headers) };
}

/** A redirect to the same path on another server, by default a permanent one. */
export function redirect(origin: string, code: 301 | 302 | 307 | 308 = 301): FaultAct {
  return {
    name: `redirect ${code}`,
    run: (call) => {
      const query = call.query.size > 0 ? `?${call.query}` : "";
      return text(code, "", { location: `${origin}${call.path}${query}` });
    },
  };
}

/** A refusal that repeats the credentials it was given, encoded and in clear. */
export function echoAuthorization(code = 403): FaultAct {
  return {
    name: "echo of the credentials",
    run: (call) =>
      text(
        code,
        `refused ${call.headers.authorization ?? "no credentials"}\ntoken ${passwordOf(call.authorization)}\n`,
      ),
  };
}

function passwordOf(authorization: Authorization): string {
  return authorization && "password" in authorization ? authorization.password : "unknown";
}

/** Never answers; the connection stays open until one side closes it. */
export function hang(): FaultAct {
  return { name: "hang", run: () => "hang" };
}

/**
 * RST before anything was done or answered. On a connection it has used before, curl then repeats the
 * request of its own accord, once: git sees the failure only with `times: 2`.
 */
export function reset(): FaultAct {
  return { name: "reset", run: () => "reset" };
}

/**
 * The request is carried out, its answer lost: a push that landed without its client knowing. curl repeats
 * it as it does after {@link reset}, and then finds its own commit in the way unless this fault is there
 * twice.
 */
export function resetAfterHandling(): FaultAct {
  return {
    name: "reset after handling",
    run: async (_call, next): Promise<Outcome> => {
      await whole(await next());
      return "reset";
    },
  };
}

/** The request is carried out, and RST comes in the middle of its answer. */
export function resetMidAnswer(): FaultAct {
  return half("reset in the answer", "reset");
}

/** The request is carried out; half of what Content-Length promised, then an orderly close. */
export function truncate(): FaultAct {
  return half("truncated answer", "close");
}

function half(name: string, cut: "reset" | "close"): FaultAct {
  return {
    name,
    run: async (_call, next) => {
      const reply = await whole(await next());
      return { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)), cut };
    },
  };
}

/** The proper answer in so many pieces with so many milliseconds before each. */
export function drip(ms: number, pieces = 10): FaultAct {
  return {
    name: `drip of ${pieces} × ${ms} ms`,
    run: async (_call, next) => {
      const reply = await whole(await next());
      const size = Math.max(1, Math.ceil(reply.body.length / pieces));
      const body = (async function* () {
        for (let at = 0; at < reply.body.length; at += size) {
          await sleep(ms);
          yield reply.body.subarray(at, at + size);
        }
      })();
      return { ...reply, body };
    },
  };
}

/** Does something, such as a push of someone else, before the request is handled properly. */
export function before(action: () => unknown): FaultAct {
  return {
    name: "before handling",
    run: async (_call, next) => {
      await action();
      return next();
    },
  };
}

/** Does something after the request was carried out and before it is answered. */
export function after(action: () => unknown): FaultAct {
  return {
    name: "after handling",
    run: async (_call, next) => {
      const reply = await whole(await next());
      await action();
      return reply;
    },
  };
}
