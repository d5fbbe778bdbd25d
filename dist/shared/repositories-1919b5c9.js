import { RegistryRefusal, repositoryOf, RegistryError } from "./publish-index_wait-digests-66bd1fd0.js";
class Repositories {
	#client;
	#looks = new Map();
	constructor(client) {
		this.#client = client;
	}
	async require(at, context) {
		if (!this.#client.isGitea(at.registry)) return true;
		const key = this.#client.place(at);
		const looking = this.#looks.get(key) ?? this.#look(at, context);
		this.#looks.set(key, looking);
		const look = await looking;
		if (look === "unknown") this.#looks.delete(key);
		if (look === "unknown" || look === "there") return look === "there";
		throw new RegistryRefusal(`${repositoryOf(at)}: the registry knows no such ${look}; check its name, and that something was pushed there`);
	}
	async #look({ registry, repository }, context) {
		const request = {
			registry,
			access: [{
				repository,
				actions: ["pull"]
			}],
			method: "GET",
			path: `${repository}/tags/list`,
			query: { n: "1" },
			phase: "read"
		};
		try {
			await this.#client.request(request, context);
			return "there";
		} catch (error) {
			if (!(error instanceof RegistryError) || error.failure.kind !== "http") return "unknown";
			const { status, code, body } = error.failure;
			if (status !== 404) return "unknown";
			if (code === "NAME_UNKNOWN") return "package";
			return /^\s*(?:404 )?Not found\.?\s*$/i.test(body) ? "owner" : "unknown";
		}
	}
}
export { Repositories };
