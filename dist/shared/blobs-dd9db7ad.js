import { hasher, algorithmOf, contentError } from "./publish-index_wait-digests-4ae05c17.js";
async function getBlob(client, at, digest, call, only) {
	const question = blobQuestion(at, digest, undefined);
	const check = ({ bytes, url }) => {
		const hash = hasher(algorithmOf(digest));
		hash.update(bytes);
		if (hash.digest() !== digest) throw contentError("digest mismatch", question, url);
	};
	const { bytes } = await client.request(question, call, check, only);
	return bytes;
}
function blobQuestion({ registry, repository }, digest, deadline) {
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
export { blobQuestion, getBlob };
