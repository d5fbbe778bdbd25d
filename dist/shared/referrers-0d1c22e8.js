import { isRecord, isDigest, recordIn, sha256, allToTheEnd, messageOf, ReportedError, bounded, createLimit } from "./core-cb5264e6.js";
import { imageIndex, isTag, manifestName, RegistryRefusal, findManifest, Poll, unlessAbsent, getManifest, verdictOf, isIndex, readIndex, RegistryError, isImage, essence } from "./publish-index_wait-digests-66bd1fd0.js";
import { putManifest, putIndex } from "./put-manifest-25d4d027.js";
import { verifyTag } from "./verify-f21e0189.js";
function aboutOf({ bytes }) {
	const document = objectIn(bytes);
	const { subject, artifactType, config, annotations } = document;
	const named = isRecord(subject) ? subject.digest : undefined;
	const kind = isText(artifactType) ? artifactType : isRecord(config) ? config.mediaType : undefined;
	return {
		subject: isText(named) && isDigest(named) ? named : undefined,
		artifactType: isText(kind) ? kind : "",
		annotations: isAnnotations(annotations) ? annotations : undefined
	};
}
function listedIn(bytes) {
	const { manifests } = objectIn(bytes);
	if (!Array.isArray(manifests)) return undefined;
	return manifests.filter(isRecord).flatMap(({ digest, mediaType, artifactType }) => {
		if (!isText(digest) || !isDigest(digest) || !isText(mediaType)) return [];
		return [{
			digest,
			mediaType,
			artifactType: isText(artifactType) ? artifactType : ""
		}];
	});
}
function listingOf(manifest) {
	const { artifactType, annotations } = aboutOf(manifest);
	return {
		mediaType: manifest.mediaType,
		digest: manifest.digest,
		size: manifest.bytes.byteLength,
		...artifactType && { artifactType },
		...annotations && { annotations }
	};
}
function listWith(list, more) {
	const known = list ? objectIn(list) : {
		schemaVersion: 2,
		mediaType: imageIndex
	};
	const manifests = Array.isArray(known.manifests) ? known.manifests : [];
	const bytes = new TextEncoder().encode(JSON.stringify({
		...known,
		manifests: [...manifests, ...more]
	}));
	return {
		mediaType: imageIndex,
		bytes,
		digest: sha256(bytes)
	};
}
function layersOf({ bytes }) {
	const { layers } = objectIn(bytes);
	return (Array.isArray(layers) ? layers : []).map((layer) => JSON.stringify(layer));
}
function objectIn(bytes) {
	return recordIn(bytes) ?? {};
}
function isAnnotations(value) {
	return isRecord(value) && Object.values(value).every(isText);
}
function isText(value) {
	return typeof value === "string";
}
const longestAlgorithm = 32;
const longestHash = 64;
function referrersTag(subject) {
	const [algorithm = "", hash = ""] = subject.split(":");
	return `${algorithm.slice(0, longestAlgorithm)}-${hash.slice(0, longestHash)}`;
}
const suffixes = [
	"sig",
	"att",
	"sbom"
];
function cosignTags(subject, which) {
	const wanted = which === "all" ? suffixes : suffixes.slice(0, 1);
	return wanted.map((suffix) => `${subject.replace(":", "-")}.${suffix}`).filter(isTag);
}
function isDigestTag(tag) {
	return /^sha(?:256|512)-[0-9a-f]{64}/.test(tag);
}
const longestLag = 6e4;
class ListedByApi {
	at;
	name;
	#list;
	#since;
	constructor(list) {
		this.at = list.at;
		this.name = `the list of what refers to ${manifestName(list.at, list.subject)}`;
		this.#list = list;
	}
	async ask(context) {
		const list = await this.#list.lists.of(this.at, this.#list.subject, context);
		const missing = missingFrom(list?.listed, this.#list.wanted);
		if (missing.length === 0 || list?.more) return { value: undefined };
		this.#since ??= this.#list.client.clock.now();
		return {
			reason: `does not list ${missing[0]?.digest}`,
			end: this.#since + longestLag
		};
	}
}
class ListedByTag {
	at;
	name;
	#list;
	#replaced;
	#since;
	constructor(list) {
		this.at = list.at;
		this.name = manifestName(list.at, referrersTag(list.subject));
		this.#list = list;
	}
	async ask(context) {
		const held = await this.#held(context);
		const missing = missingFrom(held?.listed, this.#list.wanted);
		if (missing.length === 0) return { value: undefined };
		if (!this.#replaced || this.#replaced.digest !== held?.digest) {
			await this.#add(held, missing, context);
			const now = missingFrom((await this.#held(context))?.listed, this.#list.wanted);
			if (now.length === 0) return { value: undefined };
		}
		this.#since ??= this.#list.client.clock.now();
		return {
			reason: `does not list ${missing[0]?.digest}`,
			end: this.#since + longestLag
		};
	}
	async #held(context) {
		const held = await this.#list.lists.tagged(this.at, this.#list.subject, context);
		if (held && !held.listed) throw new RegistryRefusal(`${this.name} holds ${held.digest}, which is no list of referrers`);
		return held;
	}
	async #add(held, missing, context) {
		const list = listWith(held?.bytes, missing);
		this.#replaced = { digest: held?.digest };
		await putManifest(this.#list.client, this.at, referrersTag(this.#list.subject), list, context);
	}
}
function missingFrom(listed, wanted) {
	const known = new Set(listed?.map(({ digest }) => digest));
	return wanted.filter(({ digest }) => !known.has(digest));
}
const deepestNesting = 4;
function isLeft(fate) {
	return typeof fate === "object" && "left" in fate;
}
function isCopied(fate) {
	return typeof fate === "object" && "keepsList" in fate;
}
class Carrier {
	#client;
	#waiter;
	#copier;
	#lists;
	constructor(client, waiter, copier, lists) {
		this.#client = client;
		this.#waiter = waiter;
		this.#copier = copier;
		this.#lists = lists;
	}
	async bring(way, subject, referrers, carrying) {
		const listed = referrers.filter(({ isListed, tag }) => isListed && tag === undefined);
		const tagged = referrers.filter(({ tag }) => tag !== undefined);
		const fates = await allToTheEnd([this.#bringListed(way, subject, listed, carrying), ...tagged.map(async (one) => [await this.#bringTagged(way, one, carrying)])]);
		const all = fates.flat();
		return {
			copied: all.filter(isCopied).length,
			present: all.filter((fate) => fate === "present").length,
			left: [...new Set(all.filter(isLeft).map(({ left }) => left))]
		};
	}
	async #bringListed(way, subject, referrers, carrying) {
		if (referrers.length === 0) return [];
		const { to } = way;
		const { context, patience } = carrying;
		const byApi = await this.#lists.of(to, subject, context);
		const byTag = byApi ? undefined : await this.#lists.tagged(to, subject, context);
		if (byTag && !byTag.listed) {
			const left = `the referrers of ${manifestName(to, subject)} are left behind: the tag that would list them there holds ${byTag.digest}`;
			return referrers.map(() => ({ left }));
		}
		const known = new Set((byApi ?? byTag)?.listed?.map(({ digest }) => digest));
		const fates = await allToTheEnd(referrers.map(async ({ manifest }) => ({
			manifest,
			fate: await this.#fateOf(way, manifest, known.has(manifest.digest), carrying)
		})));
		const unlisted = fates.filter(({ manifest, fate }) => !isLeft(fate) && !known.has(manifest.digest));
		if (unlisted.length > 0) {
			const wanted = unlisted.map(({ manifest }) => listingOf(manifest));
			const keepsList = unlisted.every(({ fate }) => isCopied(fate) && fate.keepsList);
			await this.#list(to, subject, wanted, keepsList, carrying);
		}
		const written = fates.filter(({ fate }) => isCopied(fate));
		await allToTheEnd(written.map(({ manifest }) => this.#waiter.ready(to, manifest.digest, context, patience)));
		return fates.map(({ fate }) => fate);
	}
	async #fateOf(way, manifest, isListed, carrying) {
		const { context, heal } = carrying;
		if (isListed && !heal && await findManifest(this.#client, way.to, manifest.digest, context)) return "present";
		return this.#tryToCopy(way, manifest, carrying);
	}
	async #list(to, subject, wanted, keepsList, { context, patience }) {
		const list = await this.#lists.of(to, subject, context);
		if (list && missingFrom(list.listed, wanted).length === 0) return;
		const wantedList = {
			client: this.#client,
			lists: this.#lists,
			at: to,
			subject,
			wanted
		};
		const question = list && keepsList ? new ListedByApi(wantedList) : new ListedByTag(wantedList);
		await new Poll(this.#client, question, context, patience).untilAnswered();
	}
	async #bringTagged(way, { subject, manifest, tag = "", isListed }, carrying) {
		const { to } = way;
		const { context, patience } = carrying;
		const held = await unlessAbsent(getManifest(this.#client, to, tag, "read", context));
		const isHeld = held?.digest === manifest.digest;
		if (held && !isHeld && isMore(held, manifest)) return "present";
		if (held && !isHeld && !isMore(manifest, held)) return { left: `${manifestName(way.from, tag)} is left behind: at ${manifestName(to, tag)} is another, ${held.digest}, which has what it lacks` };
		if (isHeld && !carrying.heal) return "present";
		const fate = await this.#tryToCopy(way, manifest, carrying);
		if (isLeft(fate) || isHeld) return fate;
		if (isListed) await this.#list(to, subject, [listingOf(manifest)], isCopied(fate) && fate.keepsList, carrying);
		await putManifest(this.#client, to, tag, manifest, context);
		await allToTheEnd([verifyTag(this.#client, to, tag, manifest.digest, held?.digest, context, patience), this.#waiter.ready(to, manifest.digest, context, patience)]);
		return isCopied(fate) ? fate : { keepsList: false };
	}
	async #tryToCopy(way, manifest, carrying) {
		try {
			return await this.#copy(way, manifest, carrying);
		} catch (error) {
			if (verdictOf(error)?.action !== "absent") throw error;
			return { left: `${manifestName(way.from, manifest.digest)} is left behind: ${messageOf(error)}` };
		}
	}
	async #copy(way, manifest, carrying, depth = 1) {
		const { from, to } = way;
		const { context, count, heal } = carrying;
		if (!isIndex(manifest.mediaType)) {
			const mode = heal ? "look" : "mount";
			return await this.#copier.manifest(from, to, manifest, mode, count, context) ?? "present";
		}
		if (depth > deepestNesting) throw new RegistryRefusal(`${manifestName(from, manifest.digest)}: indexes are nested more than ${deepestNesting} deep`);
		const children = await allToTheEnd(readIndex(manifest).map(async ({ digest }) => {
			const child = await getManifest(this.#client, from, digest, "read", context);
			return this.#copy(way, child, carrying, depth + 1);
		}));
		const isWhole = heal && children.every((fate) => fate === "present");
		if (isWhole && await findManifest(this.#client, to, manifest.digest, context)) return "present";
		count.manifests++;
		const keepsList = await putIndex(this.#client, to, manifest.digest, manifest, context);
		return { keepsList };
	}
}
function isMore(one, other) {
	const layers = new Set(layersOf(one));
	const others = layersOf(other);
	return others.length > 0 && others.every((layer) => layers.has(layer));
}
function nextPage(link, from) {
	for (const [, target = "", parameters = ""] of (link ?? "").matchAll(/<([^>]*)>((?:\s*;[^,]*)?)/g)) {
		if (!/;\s*rel="?next"?(?:\s|;|$)/i.test(parameters) || !URL.canParse(target, from.href)) continue;
		const url = new URL(target, from.href);
		if (url.host === from.host) url.protocol = from.protocol;
		if (url.origin === from.origin) return url;
	}
	return undefined;
}
async function readPages(client, { registry, repository }, path, query, most, context) {
	const answers = [];
	const request = {
		registry,
		access: [{
			repository,
			actions: ["pull"]
		}],
		method: "GET",
		path: `${repository}/${path}`,
		query,
		phase: "read"
	};
	const { host } = new URL(client.origin(registry));
	let page = request;
	while (page && answers.length < most) {
		const answer = await client.request(page, context);
		answers.push(answer);
		const { query: _, ...further } = request;
		const next = answer.url.host === host ? nextPage(answer.headers.link, answer.url) : undefined;
		page = next && {
			...further,
			path: next
		};
	}
	return {
		answers,
		more: page !== undefined
	};
}
const pageSize = "1000";
const mostPages$1 = 10;
class DigestTags {
	#client;
	#lists = new Map();
	constructor(client) {
		this.#client = client;
	}
	async existing(at, tags, context) {
		const list = await this.listed(at, context);
		if (list) return tags.filter((tag) => list.has(tag));
		const heads = await Promise.all(tags.map((tag) => findManifest(this.#client, at, tag, context)));
		return tags.filter((_, index) => heads[index] !== undefined);
	}
	listed(at, context) {
		const key = this.#client.place(at);
		const list = this.#lists.get(key) ?? this.#read(at, context);
		this.#lists.set(key, list);
		return list;
	}
	async #read(at, context) {
		try {
			const query = { n: pageSize };
			const { answers, more } = await readPages(this.#client, at, "tags/list", query, mostPages$1, context);
			const pages = answers.map(({ bytes }) => tagsIn(bytes));
			if (more || !pages.every((tags) => tags !== undefined)) return undefined;
			return new Set(pages.flat().filter(isDigestTag));
		} catch (error) {
			if (!(error instanceof RegistryError) || error.failure.kind !== "http") throw error;
			const { status, code } = error.failure;
			if (code === "NAME_UNKNOWN") return new Set();
			if (status < 500 && status !== 429) return undefined;
			throw error;
		}
	}
}
function tagsIn(bytes) {
	const page = recordIn(bytes);
	const tags = page && (page.tags ?? []);
	return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : undefined;
}
const signatures = /^application\/vnd\.(?:dev\.cosign\.artifact\.sig\.|dev\.sigstore\.bundle[.+]|cncf\.notary\.(?:v2\.)?signature$)/;
function isSignature(artifactType) {
	return signatures.test(artifactType);
}
const deepest = 4;
const mostReferrers = 1e3;
class Finder {
	#client;
	#which;
	#lists;
	#tags;
	#found = new Map();
	constructor(client, which, lists, tags) {
		this.#client = client;
		this.#which = which;
		this.#lists = lists;
		this.#tags = tags;
	}
	of(at, subject, context) {
		const key = `${this.#client.place(at)} ${subject}`;
		const found = this.#found.get(key) ?? this.#search(at, subject, context);
		this.#found.set(key, found);
		return found;
	}
	async isTagged(at, subjects, context) {
		const tags = await this.#tags.listed(at, context).catch(() => undefined);
		return subjects.some((subject) => [referrersTag(subject), ...cosignTags(subject, this.#which)].some((tag) => tags?.has(tag)));
	}
	async #search(at, subject, context) {
		const search = {
			at,
			subject,
			context,
			referrers: [],
			left: []
		};
		let level = [subject];
		for (let depth = 1; level.length > 0 && depth <= deepest; depth++) {
			const before = search.referrers.length;
			const about = await Promise.all(level.map((one) => this.#about(one, search)));
			this.#keep(about.flat(), search);
			level = search.referrers.slice(before).map(({ manifest }) => manifest.digest);
		}
		if (level.length > 0) search.left.push(`what refers to ${manifestName(at, level[0] ?? "")}, ${deepest} steps from ${subject}, was not looked for`);
		const { referrers, left } = search;
		return {
			referrers,
			left
		};
	}
	#keep(more, { at, subject, referrers, left }) {
		const tooMany = `more than ${mostReferrers} referrers of ${manifestName(at, subject)} and of what refers to it: the rest is left behind`;
		const known = new Set(referrers.map(({ manifest, tag }) => `${manifest.digest} ${tag}`));
		const fresh = more.filter(({ manifest, tag }) => !known.has(`${manifest.digest} ${tag}`));
		const kept = fresh.slice(0, mostReferrers - referrers.length);
		referrers.push(...kept);
		if (kept.length < fresh.length && !left.includes(tooMany)) left.push(tooMany);
	}
	async #about(subject, { at, context, left }) {
		const name = manifestName(at, subject);
		try {
			const [listed, tagged] = await Promise.all([this.#listed(at, subject, left, context), this.#tagged(at, subject, context)]);
			return withTags(listed, tagged);
		} catch (error) {
			context.signal.throwIfAborted();
			if (!(error instanceof ReportedError)) throw error;
			left.push(`what refers to ${name} could not be looked for: ${messageOf(error)}`);
			return [];
		}
	}
	async #listed(at, subject, left, context) {
		const byApi = await this.#lists.of(at, subject, context);
		if (byApi?.more) left.push(`the list of what refers to ${manifestName(at, subject)} is too long to be read`);
		const hasTag = (await this.#tags.existing(at, byApi ? [] : [referrersTag(subject)], context)).length > 0;
		const byTag = hasTag ? await this.#lists.tagged(at, subject, context) : undefined;
		const all = new Map([...byApi?.listed ?? [], ...byTag?.listed ?? []].map((one) => [one.digest, one]));
		const wanted = [...all.values()].filter(({ artifactType }) => this.#mayBeWanted(artifactType));
		const read = await Promise.all(wanted.slice(0, mostReferrers + 1).map((one) => this.#read(at, subject, one, left, context)));
		return read.filter((one) => one !== undefined);
	}
	async #read(at, subject, { digest, mediaType }, left, context) {
		const name = manifestName(at, digest);
		if (!isImage(mediaType) && !isIndex(mediaType)) {
			left.push(`${name} refers to ${subject} and is left behind: it is a ${bounded(mediaType, 80)}`);
			return undefined;
		}
		const manifest = await unlessAbsent(getManifest(this.#client, at, digest, "read", context));
		if (!manifest) {
			left.push(`${name} is listed as referring to ${subject}, and is not there`);
			return undefined;
		}
		const about = aboutOf(manifest);
		if (about.subject !== subject || !this.#isWanted(about.artifactType)) return undefined;
		return {
			subject,
			manifest,
			isListed: true
		};
	}
	async #tagged(at, subject, context) {
		const tags = await this.#tags.existing(at, cosignTags(subject, this.#which), context);
		const read = await Promise.all(tags.map(async (tag) => {
			const manifest = await unlessAbsent(getManifest(this.#client, at, tag, "read", context));
			if (!manifest) return [];
			return [{
				subject,
				manifest,
				tag,
				isListed: aboutOf(manifest).subject === subject
			}];
		}));
		return read.flat();
	}
	#isWanted(artifactType) {
		return this.#which === "all" || isSignature(artifactType);
	}
	#mayBeWanted(artifactType) {
		return artifactType === "" || this.#isWanted(artifactType);
	}
}
function withTags(listed, tagged) {
	const digests = new Set(tagged.map(({ manifest }) => manifest.digest));
	return [...listed.filter(({ manifest }) => !digests.has(manifest.digest)), ...tagged];
}
const mostPages = 20;
const withoutApi = new Set([
	400,
	404,
	405,
	406,
	410,
	501
]);
class ReferrerLists {
	#client;
	#hasApi = new Map();
	constructor(client) {
		this.#client = client;
	}
	async of(at, subject, context) {
		const key = this.#client.place(at);
		const known = this.#hasApi.get(key);
		if (known) return await known ? this.#ask(at, subject, context) : undefined;
		const first = this.#ask(at, subject, context);
		const hasApi = first.then((list) => list !== undefined);
		this.#hasApi.set(key, hasApi.catch(() => true));
		return first;
	}
	async #ask(at, subject, context) {
		const pages = await readPages(this.#client, at, `referrers/${subject}`, {}, mostPages, context).catch(unlessMissing);
		const lists = pages?.answers.map(({ headers, bytes }) => essence(headers["content-type"]) === imageIndex ? listedIn(bytes) : undefined);
		if (!pages || !lists?.every((list) => list !== undefined)) return undefined;
		return {
			listed: lists.flat(),
			more: pages.more
		};
	}
	async tagged(at, subject, context) {
		const held = await unlessAbsent(getManifest(this.#client, at, referrersTag(subject), "read", context));
		if (!held) return undefined;
		const { digest, bytes, mediaType } = held;
		const isList = mediaType === imageIndex && digest !== subject;
		return {
			digest,
			bytes,
			listed: isList ? listedIn(bytes) : undefined
		};
	}
}
function unlessMissing(error) {
	if (error instanceof RegistryError) {
		const { failure } = error;
		if (failure.kind === "content" && failure.what === "wrong content type") return undefined;
		if (failure.kind === "http" && withoutApi.has(failure.status)) return undefined;
	}
	throw error;
}
class Referrers {
	#finder;
	#client;
	#waiter;
	#copier;
	#lists;
	#brought = new Map();
	#turns = new Map();
	constructor(client, waiter, copier, which) {
		this.#client = client;
		this.#waiter = waiter;
		this.#copier = copier;
		this.#lists = new ReferrerLists(client);
		this.#finder = new Finder(client, which, this.#lists, new DigestTags(client));
	}
	find(at, subject, context) {
		return this.#finder.of(at, subject, context);
	}
	isTagged(at, subjects, context) {
		return this.#finder.isTagged(at, subjects, context);
	}
	async bring(way, referrers, carrying) {
		const bySubject = new Map();
		for (const one of referrers) bySubject.set(one.subject, [...bySubject.get(one.subject) ?? [], one]);
		const brought = await allToTheEnd([...bySubject].map(([subject, about]) => this.#once(way, subject, about, carrying)));
		return sumOf(brought);
	}
	async #once(way, subject, about, carrying) {
		const place = `${this.#client.place(way.to)} ${subject}`;
		const turn = this.#turns.get(place) ?? createLimit(1);
		this.#turns.set(place, turn);
		const key = [place, ...about.map(({ manifest, tag = "" }) => `${tag}@${manifest.digest}`).sort()].join(" ");
		const bringing = this.#brought.get(key) ?? turn(() => this.#bring(way, subject, about, carrying));
		this.#brought.set(key, bringing);
		bringing.catch(() => this.#brought.delete(key));
		return bringing;
	}
	async #bring(way, subject, about, carrying) {
		const carrier = new Carrier(this.#client, this.#waiter, await this.#copier(), this.#lists);
		return carrier.bring(way, subject, about, carrying);
	}
}
function sumOf(parts) {
	return {
		copied: parts.reduce((sum, { copied }) => sum + copied, 0),
		present: parts.reduce((sum, { present }) => sum + present, 0),
		left: [...new Set(parts.flatMap(({ left }) => left))]
	};
}
export { Referrers, sumOf };
