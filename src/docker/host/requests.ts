// What can be asked of the program that works on an engine's host, and what it answers. All paths are absolute and the
// host's own.

export interface ReadRequest {
  readonly do: "read";
  readonly path: string;
}

/** Puts a text in a file's place at once, so that nobody ever reads half of it. */
export interface WriteRequest {
  readonly do: "write";
  readonly path: string;
  readonly text: string;
  /** Of a new file, such as 0o600; one that is there keeps its own, and its owner. Folders above it are made. */
  readonly mode?: number;
  /** Writes only where the file has this SHA-256 as hex; `null` where it must not be there. */
  readonly ifSha256?: string | null;
  /** Where what was there is kept first. */
  readonly backup?: string;
}

export interface RemoveRequest {
  readonly do: "remove";
  readonly path: string;
  /** A folder with all that is in it. */
  readonly recursive?: boolean;
}

export interface MakeFolderRequest {
  readonly do: "make-folder";
  readonly path: string;
  readonly mode: number;
}

/** Gives a file this length at least, in blocks of its own, so that the space can be given back when it is needed. */
export interface ReserveRequest {
  readonly do: "reserve";
  readonly path: string;
  readonly bytes: number;
}

/** The file system that a path lies on, or would. */
export interface StatfsRequest {
  readonly do: "statfs";
  readonly path: string;
}

/** The processes of these names, as the kernel cuts them to 15 bytes, and the ancestors of one. */
export interface ProcessesRequest {
  readonly do: "processes";
  readonly names: readonly string[];
  /** A process as it sees itself. */
  readonly of?: OneProcess;
}

/** A process as it sees itself. Those of two containers may have all but their start in common. */
export interface OneProcess {
  /** Its ID within its own namespace. */
  readonly pid: number;
  readonly command: readonly string[];
  /** When it was started, in clock ticks since the system was (proc_pid_stat(5), field 22). */
  readonly start?: string;
}

/** Sends a signal to a process that still has this name. */
export interface SignalRequest {
  readonly do: "signal";
  readonly pid: number;
  readonly name: string;
  readonly signal: "SIGHUP";
}

/** Asks something on the host, or what it reaches, by HTTP; an answer of any status is one. */
export interface GetRequest {
  readonly do: "get";
  readonly url: string;
  /** How long it may take, in ms. */
  readonly timeout: number;
}

export type HostRequest =
  | ReadRequest
  | WriteRequest
  | RemoveRequest
  | MakeFolderRequest
  | ReserveRequest
  | StatfsRequest
  | ProcessesRequest
  | SignalRequest
  | GetRequest;

/** A file; what is not there has no text. */
export interface FileAnswer {
  /** Undefined where there is no file. */
  readonly text?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Where the path leads, through all links. */
  readonly resolved: string;
  /** Whether it, and the folder that it is in, may be written; a file system that may only be read does not let anybody. */
  readonly writable: boolean;
}

export interface FileSystemAnswer {
  /** Bytes, and bytes that are left for anybody but root. */
  readonly total: number;
  readonly free: number;
  readonly available: number;
  readonly inodes: number;
  readonly freeInodes: number;
  /** The magic number of its type (statfs(2)), such as 0x01021994 for tmpfs. */
  readonly type: number;
  /** The number of its device: the same for paths that lie on one file system. */
  readonly device: number;
}

export interface ProcessAnswer {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly command: readonly string[];
}

export interface ProcessesAnswer {
  readonly found: readonly ProcessAnswer[];
  /** The IDs of the process that was asked about and its ancestors, from itself on; undefined where it is not found. */
  readonly ancestors?: readonly number[];
  /** Whether the host itself is a container. */
  readonly inContainer: boolean;
}

/** Why something could not be done: the system's code, such as `EROFS`, where there is one. */
export interface HostFailure {
  readonly failed: string;
  readonly code?: string;
}

export interface HostAnswers {
  read: FileAnswer;
  write: { readonly written: boolean };
  remove: { readonly removed: boolean };
  "make-folder": { readonly made: boolean };
  reserve: { readonly bytes: number };
  statfs: FileSystemAnswer;
  processes: ProcessesAnswer;
  signal: { readonly sent: boolean };
  get: { readonly status: number; readonly text: string };
}

export type HostAnswer<R extends HostRequest = HostRequest> = HostAnswers[R["do"]] | HostFailure;

/** Whether a request failed. */
export function hasFailed(answer: object): answer is HostFailure {
  return "failed" in answer;
}
