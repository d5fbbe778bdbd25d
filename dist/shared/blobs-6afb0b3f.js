import { contentError, hasher, algorithmOf } from "./publish-index_wait-digests-80b0697f.js";
function getBlob(client, at, digest, context, size) {
	const request = {
		...blobRequest(at, digest, undefined),
		...size !== undefined && { most: size }
	};
	return client.request(request, context, ({ bytes, url }) => {
		if (size !== undefined && bytes.byteLength !== size) throw contentError("size mismatch", request, url);
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
		...deadline !== undefined && { deadline }
	};
}
export { blobRequest, getBlob };
