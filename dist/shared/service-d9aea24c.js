import { UserError, quoted, isRecord, ReportedError } from "./core-cb5264e6.js";
const patience = 6e4;
const chunkSize = 32 << 20;
class CacheService {
	#base;
	#token;
	#fetch;
	#signal;
	constructor(base, token, fetcher, signal) {
		this.#base = base;
		this.#token = token;
		this.#fetch = fetcher;
		this.#signal = signal;
	}
	async find(keys, version) {
		const query = new URLSearchParams({
			keys: keys.join(","),
			version
		});
		const answer = await this.#ask("GET", `cache?${query}`, { accepted: [404] });
		if (answer.status === 204 || answer.status === 404) return undefined;
		const said = await answer.json().catch(() => undefined);
		if (!isRecord(said) || typeof said.archiveLocation !== "string" || typeof said.cacheKey !== "string") throw new ReportedError("the cache service's answer names no archive");
		const archive = await this.#fetch(said.archiveLocation, { signal: this.#signal });
		if (archive.status !== 200 || archive.body === null) throw new ReportedError(`the cache service answered ${archive.status} for the archive`);
		return {
			key: said.cacheKey,
			body: archive.body
		};
	}
	async keep(key, version, body) {
		const reserved = await this.#ask("POST", "caches", {
			body: {
				key,
				version
			},
			accepted: [409]
		});
		if (reserved.status === 409) return undefined;
		const said = await reserved.json().catch(() => undefined);
		const id = isRecord(said) ? said.cacheId : undefined;
		if (typeof id !== "number") throw new ReportedError("the cache service's answer reserves nothing");
		let sent = 0;
		for await (const chunk of chunksOf(body)) {
			const range = `bytes ${sent}-${sent + chunk.length - 1}/*`;
			await this.#ask("PATCH", `caches/${id}`, {
				body: chunk,
				range
			});
			sent += chunk.length;
		}
		await this.#ask("POST", `caches/${id}`, { body: { size: sent } });
		return sent;
	}
	async #ask(method, path, { body, range, accepted = [] } = {}) {
		const isBytes = body instanceof Uint8Array;
		const answer = await this.#fetch(`${this.#base}_apis/artifactcache/${path}`, {
			method,
			redirect: "error",
			signal: AbortSignal.any([this.#signal, AbortSignal.timeout(patience)]),
			headers: {
				authorization: `Bearer ${this.#token}`,
				accept: "application/json;api-version=6.0-preview.1",
				...body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" },
				...range === undefined ? {} : { "content-range": range }
			},
			...body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }
		});
		if (answer.ok || accepted.includes(answer.status)) return answer;
		throw new ReportedError(`the cache service answered ${answer.status} to ${method} ${path.split("?")[0]}`);
	}
}
async function* chunksOf(body) {
	let parts = [];
	let size = 0;
	for await (const part of body) {
		parts.push(part);
		size += part.length;
		if (size < chunkSize) continue;
		yield Buffer.concat(parts);
		[parts, size] = [[], 0];
	}
	if (size > 0) yield Buffer.concat(parts);
}
function cacheService(env, fetcher, signal) {
	const { ACTIONS_CACHE_URL: url = "", ACTIONS_RUNTIME_TOKEN: token = "" } = env;
	if (/^https?:\/\//.test(url) && token !== "" && env.ACTIONS_CACHE_SERVICE_V2 !== "true") return new CacheService(url.replace(/\/*$/, "/"), token, fetcher, signal);
	throw new UserError(`input "persist": actions-cache needs a cache service beside the runner (ACTIONS_CACHE_URL), and ` + `${url === "" ? "there is none" : `${quoted(url, 100)} is none of its kind`}; expected none, or such a runner`);
}
export { CacheService, cacheService };
