import type { IncomingHttpHeaders } from "node:http";

export type Service = "upload-pack" | "receive-pack";

/** `refs`: GET info/refs; `rpc`: POST git-upload-pack or git-receive-pack; `other`: anything else. */
export type Phase = "refs" | "rpc" | "other";

/** What the Authorization header holds: a Basic pair, something else as it was sent, or nothing. */
export type Authorization =
  | { readonly user: string; readonly password: string }
  | { readonly raw: string }
  | undefined;

/** What is known of a request before it is handled. */
export interface RequestView {
  /** Position in order of arrival, from 1, never reset. */
  readonly n: number;
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly phase: Phase;
  readonly service: Service | undefined;
  /** `owner/name` as sent, without `.git`. */
  readonly repository: string | undefined;
  readonly authorization: Authorization;
  /** The Git-Protocol header, `version=2` from current clients. */
  readonly gitProtocol: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Requests being handled at this one's arrival, itself included. */
  readonly inFlight: number;
}

/** A request as the log keeps it; times are `performance.now()` milliseconds, bytes those of the bodies. */
export interface RequestRecord extends RequestView {
  /** 0 until a status line has been sent, and for ever when none was. */
  status: number;
  /** Arrival, before any latency. */
  readonly started: number;
  /** Taken just before the answer's end is handed over; Infinity while in flight. */
  ended: number;
  requestBytes: number;
  responseBytes: number;
}

/** A request being handled. */
export interface Call extends RequestView {
  readonly body: AsyncIterable<Buffer>;
}

/** An answer; header names are in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | AsyncIterable<Buffer>;
  /** How to end the connection after the body, in place of a proper end. */
  readonly cut?: "reset" | "close";
}

/** An answer, or no answer: the connection is reset, or left open without a word. */
export type Outcome = Reply | "reset" | "hang";
