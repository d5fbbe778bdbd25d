import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

export type RequestKind = "ping" | "token" | "manifest" | "blob" | "upload" | "tags" | "referrers" | "other";

/** What is known of a request before it is handled. */
export interface RequestView {
  /** Position in order of arrival, from 1, never reset. */
  readonly n: number;
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly kind: RequestKind;
  readonly repository: string | undefined;
  /** Tag, digest or upload session, whichever ends the path. */
  readonly reference: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly authorization: "none" | "basic" | "bearer";
  /** The connection that it came by, numbered from 1 in the order in which they were opened. */
  readonly connection: number;
}

/** A request as the log keeps it; times are `performance.now()` milliseconds. */
export interface RequestRecord extends RequestView {
  /** 0 until a status line has been sent, and for ever when none was. */
  status: number;
  /** Arrival, before any artificial delay. */
  readonly start: number;
  /** Taken just before the last byte is handed over; Infinity while in flight. */
  end: number;
  requestBytes: number;
  responseBytes: number;
}

/** A request being handled. */
export interface Call extends RequestView {
  /** How the client addressed this server, `http://127.0.0.1:4711`. */
  readonly origin: string;
  readonly body: AsyncIterable<Buffer>;
}

/** A body that need not fit into memory; `size` is undefined when unknown. */
export interface BodyStream {
  readonly size: number | undefined;
  chunks(): AsyncIterable<Uint8Array>;
}

/** How to spoil an answer on its way out. */
export interface Tamper {
  /** Milliseconds before the first byte. */
  readonly delayMs?: number;
  /** Stop after half of the body, by RST or by an orderly close. */
  readonly cut?: "reset" | "close";
  /** Change one bit in the middle of the body. */
  readonly flip?: boolean;
}

/** An answer; header names are in lower case. A HEAD never carries the body. */
export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Buffer | BodyStream;
  readonly tamper?: Tamper;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: {
    readonly os: string;
    readonly architecture: string;
    readonly variant?: string;
    readonly "os.version"?: string;
  };
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
