import { isDigest, hasher, algorithmOf } from "./core-cb5264e6.js";
import { retry, verdictOf, manifestRequest, RegistryRefusal, where, headManifest, RegistryError } from "./publish-index_wait-digests-66bd1fd0.js";
async function putManifest(client, at, reference, { bytes, digest, mediaType }, context) {
	const request = {
		...manifestRequest(at, "PUT", reference, "write", ["pull", "push"]),
		headers: { "content-type": mediaType },
		body: bytes
	};
	try {
		return await client.manifestPut(at, () => client.request(request, context, ({ headers, url }) => {
			const stored = headers["docker-content-digest"];
			const differs = stored !== undefined && stored !== digest && !isUnknownAlgorithm(stored);
			if (differs && !(isDigest(stored) && isDigestOf(stored, bytes))) throw new RegistryRefusal(`${where("PUT", url)}: stored as ${isDigest(stored) ? stored : "something"} that is not the ${digest} sent`);
			return headers["oci-subject"] !== undefined;
		}));
	} catch (error) {
		if (!isAlreadyThere(error)) throw error;
		const held = await headManifest(client, at, reference, "read", context).catch(() => undefined);
		if (!held || !isDigestOf(held.digest, bytes)) throw error;
		return false;
	}
}
const indexTries = 3;
function putIndex(client, at, reference, index, context) {
	return retry(() => putManifest(client, at, reference, index, context), {
		signal: context.signal,
		clock: client.clock,
		attempts: indexTries,
		verdict: (error) => {
			const verdict = verdictOf(error);
			return verdict?.action === "heal" ? {
				...verdict,
				action: "retry"
			} : undefined;
		},
		onRetry: (note, error) => context.onRetry?.({
			...note,
			where: error.where
		})
	});
}
function isDigestOf(digest, bytes) {
	const hash = hasher(algorithmOf(digest));
	hash.update(bytes);
	return hash.digest() === digest;
}
function isUnknownAlgorithm(digest) {
	return /^(?!sha256:|sha512:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:[\w=-]+$/.test(digest);
}
function isAlreadyThere(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
	const { status, body } = error.failure;
	return verdictOf(error)?.action === "fail" && (status === 409 || /immutable|already exists/i.test(body));
}
export { putIndex, putManifest };
