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
import type { HostAnswer, HostRequest } from "./requests.ts";

/** Where the program sees its host. */
export interface HostView {
  /** The host's root, such as `/host`. */
  readonly root: string;
  /** The host's `/proc`. */
  readonly proc: string;
}

/** Does what one request asks for. Never throws: why something failed is an answer. */
export async function answerOnHost(host: HostView, request: HostRequest): Promise<HostAnswer> {
  try {
    return await answered(host, request);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    // The paths in it are the host's, which is seen in another place.
    const failed = message.replaceAll(`'${host.root}/`, "'/").replaceAll(`"${host.root}/`, '"/');
    return { failed, ...(typeof code === "string" ? { code } : {}) };
  }
}

function answered({ root, proc }: HostView, request: HostRequest): HostAnswer | Promise<HostAnswer> {
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
    case "get":
      return getOnHost(request);
  }
}
