import { hasher, algorithmOf, contentError } from "./publish-index_wait-digests-5eef7bcd.js";
function getBlob(client, at, digest, context) {
	const request = blobRequest(at, digest, undefined);
	return client.request(request, context, ({ bytes, url }) => {
		const hash = hasher(algorithmOf(digest));
		hash.update(bytes);
		if (hash.digest() !== digest) throw contentError("digest mismatch", request, url);
		return bytes;
	});
}
function blobRequest({ registry, repository }, digest, deadline) {
	return {
		registry,
		access: [{
			repository,
			actions: ["pull"]
		}],
		method: "GET",
		path: `${repository}/blobs/${digest}`,
		phase: "read",
		headers: { "accept-encoding": "identity" },
		...deadline !== undefined && { deadline }
	};
}
export { blobRequest, getBlob };
