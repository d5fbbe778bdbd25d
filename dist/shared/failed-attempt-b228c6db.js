import { messageOf } from "./core-cb5264e6.js";
import { RegistryError, RegistryRefusal, httpFailure, classify } from "./publish-index_wait-digests-66bd1fd0.js";
import { networkCode } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
function failedAttempt(error, where, request) {
	request.signal.throwIfAborted();
	if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
	if (error instanceof Error && error.name === "TimeoutError") return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
	const refused = /^Proxy response \((\d{3})\)/.exec(rootMessage(error))?.[1];
	if (refused !== undefined) return refusedByProxy(Number(refused), where, request.phase, error);
	const code = networkCode(error);
	if (code === undefined) return error instanceof Error ? error : new Error(String(error));
	return new RegistryError(where, {
		kind: "network",
		code
	}, request.phase, { cause: error });
}
function refusedByProxy(status, where, phase, cause) {
	const failure = httpFailure(status, {}, "");
	const verdict = classify(failure, phase);
	const advice = "check HTTPS_PROXY, and NO_PROXY if there is a way without it";
	return new RegistryError(where + byProxy, failure, phase, {
		cause,
		verdict: {
			...verdict,
			advice
		}
	});
}
const byProxy = " by way of the proxy";
function rootMessage(error) {
	return error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : messageOf(error);
}
export { byProxy, failedAttempt };
