import { readText } from "../base/body.ts";
import { ReportedError, UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { bounded, oneLine, quoted } from "../base/text.ts";
import { networkCode } from "../retry/network-code.ts";
import { type DockerHost, dockerHost } from "./docker-host.ts";
import { type EngineRequest, type EngineResponse, exchange, type Upgraded, upgrade } from "./exchange.ts";

/** The newest version of the API that is spoken here, that of Docker 28.3. */
const newest = "1.51";

/** Bytes of one answer that are read: a host with 10,000 images lists them in some 10 MB. */
const mostOfAnswer = 64 << 20;

/** Bytes of a refusal, of which only a sentence is shown. */
const mostOfRefusal = 64 << 10;

/** How long an engine may take to say that it is there, in ms. */
const patienceMs = 30_000;

/** A request as the callers write it: without the version, which the engine's client adds. */
export interface ApiRequest extends Omit<EngineRequest, "path"> {
  /** Such as `/images/json`, percent-encoded by {@link nameInPath} where it holds a name. */
  readonly path: string;
  /** Parameters; those that are undefined are left out, and lists and objects become JSON. */
  readonly query?: Readonly<Record<string, string | number | boolean | object | undefined>>;
  /** Other statuses than success that the caller knows what to do with. */
  readonly expected?: readonly number[];
}

/** What an engine answered to a request of ours. */
export interface ApiAnswer {
  readonly status: number;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/**
 * The API of one Docker engine over its unix socket (https://docs.docker.com/reference/api/engine/), in a version that
 * both sides speak.
 */
export interface DockerEngine {
  /** The path of the socket. */
  readonly socket: string;
  /** The version that is spoken, such as `1.41`. */
  readonly apiVersion: string;
  /** Whether the version that is spoken is this one or a newer one. */
  speaks(version: string): boolean;
  /**
   * Sends a request and reads the answer, at most 64 MiB of it.
   *
   * @throws DockerError where the engine refuses it; ReportedError where it cannot be reached
   */
  call(request: ApiRequest): Promise<ApiAnswer>;
  /** Sends a request whose answer is read by the caller as it comes. @throws as {@link call} */
  open(request: ApiRequest): Promise<EngineResponse>;
  /** Asks for a connection to be handed over. @throws as {@link call} */
  upgrade(request: ApiRequest): Promise<Upgraded>;
}

/** An engine said no. */
export class DockerError extends ReportedError {
  override readonly name = "DockerError";
  readonly status: number;
  /** The engine's own words, in one line. */
  readonly words: string;

  constructor(what: string, status: number, words: string) {
    super(`the Docker engine answered ${status} to ${what}${words === "" ? "" : `: ${words}`}`);
    this.status = status;
    this.words = words;
  }
}

/** A name within a path: what parts its segments stays. */
export function nameInPath(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

/** Whether one version of the API is at least another: `1.9` is older than `1.41`. */
export function isAtLeast(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}

/**
 * Finds the engine that is meant, and agrees on a version with it.
 *
 * @param options.dockerHost the input `docker-host`
 * @throws UserError where no unix socket is meant, or it cannot be reached, with what to do about it
 */
export async function connectDocker(options: {
  readonly dockerHost?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}): Promise<DockerEngine> {
  const host = dockerHost(options.dockerHost, options.env);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patienceMs)]);
  let answer: EngineResponse;
  try {
    answer = await exchange(host.socket, { method: "GET", path: "/_ping", signal });
    await readText(answer.body, mostOfRefusal);
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    throw new UserError(whyUnreachable(host, error), { cause: error });
  }
  const theirs = answer.headers["api-version"];
  if (answer.status !== 200 || typeof theirs !== "string" || !/^1\.\d{1,3}$/.test(theirs))
    throw new UserError(
      `what listens at ${quoted(host.socket)} (${host.from}) is no Docker engine: it answered ` +
        `${answer.status} to /_ping, without a version of the API`,
    );
  return engineAt(host.socket, isAtLeast(theirs, newest) ? newest : theirs);
}

/** Why an engine cannot be reached, and what to do about it. */
function whyUnreachable({ socket, from }: DockerHost, error: unknown): string {
  const where = `the Docker engine at ${quoted(socket)} (${from})`;
  switch (networkCode(error)) {
    case "EACCES":
    case "EPERM":
      return `${where} may not be spoken to: add the runner's user to the group docker, or mount the socket so that the job may write to it`;
    case "ENOENT":
    case "ENOTDIR":
      return `${where} is not there: start the engine, mount its socket into the job's container, or name another with docker-host`;
    case "ECONNREFUSED":
      return `${where} does not listen: start the engine`;
    case "ENOTSOCK":
      return `${where} is not a socket: expected the engine's unix socket`;
    default:
      return error instanceof DOMException && error.name === "TimeoutError"
        ? `${where} has not answered within ${patienceMs / 1_000} s`
        : `${where} cannot be spoken to: ${bounded(oneLine(error instanceof Error ? error.message : String(error)), 300)}`;
  }
}

/** The client of an engine whose socket and version are known. */
export function engineAt(socket: string, apiVersion: string): DockerEngine {
  const prepared = ({ path, query = {}, expected: _, ...rest }: ApiRequest): EngineRequest => {
    const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, typeof value === "object" ? JSON.stringify(value) : String(value)]],
    );
    const asked = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
    return { ...rest, path: `/v${apiVersion}${path}${asked}` };
  };
  const what = ({ method, path }: ApiRequest) => `${method} ${bounded(decodeURIComponent(path), 300)}`;
  const refusal = async (request: ApiRequest, { status, body }: EngineResponse) => {
    const { text } = await readText(body, mostOfRefusal);
    const said = parseJson(text);
    const words = isRecord(said) && typeof said.message === "string" ? said.message : text;
    return new DockerError(what(request), status, bounded(oneLine(words), 500));
  };
  const lost = (request: ApiRequest, error: unknown) => {
    if (request.signal.aborted) return request.signal.reason;
    const why = networkCode(error) ?? (error instanceof Error ? error.message : String(error));
    return new ReportedError(
      `the Docker engine at ${quoted(socket)} broke off ${what(request)}: ${bounded(oneLine(why), 300)}`,
      { cause: error },
    );
  };
  const accepts = (request: ApiRequest, status: number) =>
    (status >= 200 && status < 300) || request.expected?.includes(status) === true;

  const open = async (request: ApiRequest): Promise<EngineResponse> => {
    const answer = await exchange(socket, prepared(request)).catch((error) => {
      throw lost(request, error);
    });
    if (accepts(request, answer.status)) return answer;
    throw await refusal(request, answer);
  };
  return {
    socket,
    apiVersion,
    speaks: (version) => isAtLeast(apiVersion, version),
    open,
    async call(request) {
      const { status, body } = await open(request);
      const { text, whole } = await readText(body, mostOfAnswer).catch((error) => {
        throw lost(request, error);
      });
      if (!whole)
        throw new ReportedError(`the Docker engine's answer to ${what(request)} is longer than 64 MiB`);
      const json = text === "" ? undefined : parseJson(text);
      // What cannot be read must not look like nothing.
      if (json === undefined && text !== "" && status < 300)
        throw new ReportedError(`the Docker engine's answer to ${what(request)} is no JSON`);
      return { status, json };
    },
    async upgrade(request) {
      const answer = await upgrade(socket, prepared(request)).catch((error) => {
        throw lost(request, error);
      });
      if ("connection" in answer) return answer;
      throw await refusal(request, answer);
    },
  };
}
