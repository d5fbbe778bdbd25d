import { ReportedError } from "../base/errors.ts";

/** A document from a registry that is not what its media type says. No retry mends it. */
export class MalformedDocument extends ReportedError {
  override readonly name = "MalformedDocument";
}
