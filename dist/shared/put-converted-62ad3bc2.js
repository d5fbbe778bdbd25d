import { allToTheEnd, sha256, ReportedError, counted } from "./core-cb5264e6.js";
import { verdictOf, findManifest, RegistryError } from "./publish-index_wait-digests-66bd1fd0.js";
import { putManifest } from "./put-manifest-25d4d027.js";
import { sociConfig } from "./soci-index-797e6f10.js";
import { receiversOf, withErrors, failuresOf, originFor, sameRegistry } from "./publish-index-16a2689c.js";
import { tellLeft } from "./write-3cc7be5f.js";
const healings = 2;
const config = {
	digest: sha256(sociConfig),
	size: sociConfig.byteLength
};
function putConverted(progress, images, kit, recorder) {
	const receivers = receiversOf(progress.destinations);
	if (receivers.length === 0) return Promise.resolve(progress);
	return recorder.phase("soci", async (context, say) => {
		const count = {
			manifests: 0,
			mounted: 0,
			uploaded: 0,
			present: 0,
			left: new Set()
		};
		const sociIndexes = new Map(images.flatMap(({ sociIndex }) => sociIndex ? [[sociIndex.manifest.digest, sociIndex]] : []));
		const at = async (to) => {
			await allToTheEnd([...sociIndexes.values()].map((one) => putSociIndex(to, one, count, kit, context)));
			await allToTheEnd(images.map((image) => putImage(to, image, count, kit, context)));
		};
		const destinations = await Promise.all(progress.destinations.map(async (to) => withErrors(to, receivers.includes(to) ? await failuresOf([at(to)]) : [])));
		if (destinations.every(({ error }) => error === undefined)) (await kit.layers()).forget([...sociIndexes.values()].flatMap(({ ztocs }) => ztocs));
		tellLeft(count.left, say, recorder);
		const { manifests, mounted, uploaded, present } = count;
		const wrote = manifests + mounted + uploaded > 0;
		return {
			value: {
				...progress,
				destinations,
				wrote: progress.wrote || wrote
			},
			outcome: wrote ? `${counted(manifests, "manifest")} put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present` : "every converted image is there"
		};
	});
}
async function putSociIndex(to, { manifest, ztocs }, count, kit, context) {
	const layers = await kit.layers();
	const isMade = ztocs.some(({ digest }) => layers.ztoc(digest)?.chunks !== undefined);
	if (to.begun && !isMade && !kit.options.heal && await isThere(to, manifest, kit, context)) return;
	const blobs = [config, ...ztocs];
	for (let healed = 0;; healed++) {
		const mode = healed === 0 ? "look" : "force";
		const copied = await allToTheEnd(blobs.map((blob) => putBlob(to, blob, mode, kit, context)));
		for (const how of copied) count[how]++;
		if (healed === 0 && to.begun && await isThere(to, manifest, kit, context)) return;
		try {
			await putManifest(kit.client, to, manifest.digest, manifest, context);
			count.manifests++;
			return;
		} catch (error) {
			if (verdictOf(error)?.action === "heal" && healed < healings) continue;
			throw isRefused(error) ? refusal(to, error) : error;
		}
	}
}
async function putBlob(to, blob, mode, kit, context) {
	const copier = await kit.copier();
	if (blob === config) return copier.upload(to, blob, [sociConfig], mode, context);
	const layers = await kit.layers();
	const { chunks, at } = layers.ztoc(blob.digest) ?? {};
	const descriptor = {
		...blob,
		mediaType: "application/octet-stream"
	};
	const copied = chunks ? await copier.upload(to, blob, chunks, mode, context) : await copier.blob(at ?? to, to, descriptor, "look", context);
	layers.found(blob, {
		registry: to.registry,
		repository: to.repository
	});
	return copied;
}
async function putImage(to, { manifest, from }, count, kit, context) {
	if (to.settled && await isThere(to, manifest, kit, context)) return;
	const origin = originFor(to, from, sameRegistry(kit));
	if (origin) {
		const copier = await kit.copier();
		await copier.manifest(origin, to, manifest, to.begun ? "look" : "mount", count, context);
		return;
	}
	if (to.begun && await isThere(to, manifest, kit, context)) return;
	await putManifest(kit.client, to, manifest.digest, manifest, context);
	count.manifests++;
}
async function isThere(at, { digest }, { client }, context) {
	return await findManifest(client, at, digest, context) !== undefined;
}
function isRefused(error) {
	if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
	const { status } = error.failure;
	return error.verdict.action === "fail" && status >= 400 && status < 500 && status !== 401 && status !== 403;
}
function refusal({ registry }, error) {
	return new ReportedError(`input "soci": ${registry} refuses the SOCI index: ${error.message}; expected a registry that takes OCI artifacts, or "soci: false"`, { cause: error });
}
export { putConverted };
