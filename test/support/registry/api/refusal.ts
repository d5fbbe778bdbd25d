import type { OutgoingHttpHeaders } from "node:http";
import type { Reply } from "../types.ts";

/** The error codes of the OCI Distribution Specification 1.1, and those real registries add. */
export type ErrorCode =
  | "BLOB_UNKNOWN"
  | "BLOB_UPLOAD_INVALID"
  | "BLOB_UPLOAD_UNKNOWN"
  | "DIGEST_INVALID"
  | "MANIFEST_BLOB_UNKNOWN"
  | "MANIFEST_INVALID"
  | "MANIFEST_UNKNOWN"
  | "NAME_INVALID"
  | "NAME_UNKNOWN"
  | "SIZE_INVALID"
  | "TAG_INVALID"
  | "UNAUTHORIZED"
  | "DENIED"
  | "UNSUPPORTED"
  | "TOOMANYREQUESTS"
  | "UNAVAILABLE"
  | "UNKNOWN";

/** The specification's error body. */
export function errorReply(
  status: number,
  code: string,
  message: string,
  options: { detail?: unknown; headers?: OutgoingHttpHeaders } = {},
): Reply {
  const detail = options.detail === undefined ? {} : { detail: options.detail };
  const body = Buffer.from(`${JSON.stringify({ errors: [{ code, message, ...detail }] })}\n`);
  return { status, headers: { "content-type": "application/json", ...options.headers }, body };
}

/** Thrown by handlers; becomes the specification's error body. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(
    status: number,
    code: ErrorCode,
    message: string,
    options: { detail?: unknown; headers?: OutgoingHttpHeaders } = {},
  ) {
    super(`${status} ${code}: ${message}`);
    this.reply = errorReply(status, code, message, options);
  }
}
