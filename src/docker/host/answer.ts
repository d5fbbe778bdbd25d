import {
  makeFolderOnHost,
  readOnHost,
  removeOnHost,
  reserveOnHost,
  statfsOnHost,
  writeOnHost,
} from "./files.ts";
import { getOnHost } from "./get.ts";
import { processesOnHost, signalOnHost } from "./processes.ts";
import type { GetRequest, HostAnswer, HostFailure, HostRequest } from "./requests.ts";

/** Where the program sees its host. */
export interface HostView {
  /** The host's root, such as `/host`. */
  readonly root: string;
  /** The host's `/proc`. */
  readonly proc: string;
}

/** A request that is done at once. */
export type LocalRequest = Exclude<HostRequest, GetRequest>;

/** Does what one request asks for. Never rejects: why something failed is an answer. */
export async function answerOnHost(host: HostView, request: HostRequest): Promise<HostAnswer> {
  if (request.do !== "get") return answerLocally(host, request);
  try {
    return await getOnHost(request);
  } catch (error) {
    return failure(error);
  }
}

/** Does what one request asks for on the host itself. Never throws. */
export function answerLocally(host: HostView, request: LocalRequest): HostAnswer {
  try {
    return answered(host, request);
  } catch (error) {
    const { failed, ...rest } = failure(error);
    // The paths in it are the host's, which is seen in another place.
    return { failed: failed.replaceAll(`'${host.root}/`, "'/").replaceAll(`"${host.root}/`, '"/'), ...rest };
  }
}

function failure(error: unknown): HostFailure {
  const { message, code } = error as NodeJS.ErrnoException;
  return { failed: message, ...(typeof code === "string" ? { code } : {}) };
}

function answered({ root, proc }: HostView, request: LocalRequest): HostAnswer {
  switch (request.do) {
    case "read":
      return readOnHost(root, request.path);
    case "write":
      return { written: writeOnHost(root, request) };
    case "remove":
      return { removed: removeOnHost(root, request) };
    case "make-folder":
      return { made: makeFolderOnHost(root, request) };
    case "reserve":
      return { bytes: reserveOnHost(root, request) };
    case "statfs":
      return statfsOnHost(root, request.path);
    case "processes":
      return processesOnHost(proc, root, request);
    case "signal":
      return { sent: signalOnHost(proc, request) };
  }
}
