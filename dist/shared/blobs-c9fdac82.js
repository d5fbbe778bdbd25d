import { hasher, algorithmOf, contentError } from "./core-9c547a65.js";
async function getBlob(client, at, digest, call) {
	const question = blobQuestion(at, digest, undefined);
	const { bytes } = await client.request(question, call, ({ bytes, url }) => {
		const hash = hasher(algorithmOf(digest));
		hash.update(bytes);
		if (hash.digest() !== digest) throw contentError("digest mismatch", question, url);
	});
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
