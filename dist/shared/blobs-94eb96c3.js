import { hasher, algorithmOf } from "./core-cb5264e6.js";
import { isForeign, contentError, unlessAbsent } from "./publish-index_wait-digests-66bd1fd0.js";
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
async function hasBlob(client, at, digest, context) {
	const request = {
		registry: at.registry,
		access: [{
			repository: at.repository,
			actions: ["pull"]
		}],
		method: "HEAD",
		path: `${at.repository}/blobs/${digest}`,
		phase: "read"
	};
	const found = client.request(request, context, ({ headers, url }) => {
		if (isForeign(headers)) throw contentError("wrong content type", request, url);
		return true;
	});
	return await unlessAbsent(found) === true;
}
export { blobRequest, getBlob, hasBlob };
