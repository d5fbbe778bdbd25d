const { join, basename, dirname, sep } = process.getBuiltinModule("node:path");
const { readFile, readdir } = process.getBuiltinModule("node:fs/promises");
import { UserError } from "./core-5b2f5036.js";
import { isHost } from "./publish-index_wait-digests-ebb7e978.js";
const { execFile } = process.getBuiltinModule("node:child_process");
const DOCKER_HUB = /^(?:index\.|registry-1\.)?docker\.io$/;
function serverAddress(host) {
	return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}
function canonicalHost(key) {
	const host = key.toLowerCase().replace(/^https?:\/\//, "").replace(/\/(?:v[12]\/?)?$/, "");
	if (!isHost(host)) return undefined;
	return DOCKER_HUB.test(host) ? "docker.io" : host;
}
async function loadDockerConfig(directory) {
	const file = join(directory, "config.json");
	const text = await readFile(file, "utf8").catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return "{}";
		throw new UserError(`the docker configuration ${file} cannot be read (${error.code})`);
	});
	return parseDockerConfig(text, file);
}
function parseDockerConfig(text, source) {
	let json;
	try {
		json = JSON.parse(text.trim() || "{}");
	} catch {
		throw new UserError(`${source} is not JSON; accepted is the content of a docker config.json`);
	}
	const config = record(json, source);
	return {
		source,
		auths: Object.entries(record(config.auths ?? {}, `"auths" in ${source}`)),
		credHelpers: Object.entries(record(config.credHelpers ?? {}, `"credHelpers" in ${source}`)),
		credsStore: config.credsStore
	};
}
function helperFor(config, host) {
	const [named] = speakingFor(config.credHelpers, host);
	const name = named ? named[1] : config.credsStore;
	const origin = `${named ? `credHelpers[${JSON.stringify(named[0])}]` : "credsStore"} in ${config.source}`;
	if (name === undefined || name === null || name === "") return undefined;
	if (typeof name !== "string" || !/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new UserError(`${origin} is no helper's name; accepted is what follows docker-credential-, letters, digits, dots, dashes and underscores only`);
	return {
		name,
		origin
	};
}
function storedCredential(config, host) {
	for (const [key, entry] of speakingFor(config.auths, host)) {
		const credential = credentialOf(entry, `auths[${JSON.stringify(key)}] in ${config.source}`);
		if (credential) return credential;
	}
	return undefined;
}
function speakingFor(entries, host) {
	const own = serverAddress(host);
	return entries.filter(([key]) => canonicalHost(key) === host).sort(([a], [b]) => Number(b === own) - Number(a === own));
}
function credentialOf(entry, where) {
	const fields = record(entry ?? {}, where);
	const field = (name) => {
		const value = fields[name] ?? "";
		if (typeof value !== "string") throw new UserError(`"${name}" of ${where} is not text`);
		return value;
	};
	const auth = field("auth").replace(/\s/g, "");
	const [username, password] = auth === "" ? [field("username"), field("password")] : decodeAuth(auth, `"auth" of ${where}`);
	const [identity, registry] = [field("identitytoken"), field("registrytoken")];
	if (registry !== "") return {
		kind: "registry",
		token: registry
	};
	if (identity !== "") return {
		kind: "identity",
		token: identity,
		...username !== "" && { username }
	};
	return username === "" && password === "" ? undefined : {
		kind: "basic",
		username,
		password
	};
}
function decodeAuth(auth, where) {
	const pair = /^[A-Za-z0-9+/]+={0,2}$/.test(auth) ? Buffer.from(auth, "base64").toString("utf8") : "";
	const colon = pair.indexOf(":");
	if (colon < 1) throw new UserError(`${where} is not base64 of username:password`);
	return [pair.slice(0, colon), pair.slice(colon + 1).replace(/^\0+|\0+$/g, "")];
}
function record(value, where) {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new UserError(`${where} is not a JSON object as in a docker config.json`);
}
async function listScopedConfigs(base) {
	const files = await readdir(base, { recursive: true }).catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
		throw new UserError(`the buildx configuration directory ${base} cannot be listed (${error.code})`);
	});
	return files.filter((file) => basename(file) === "config.json").sort().map((file) => ({
		directory: join(base, dirname(file)),
		...parseScope(dirname(file).replaceAll(sep, "/"))
	}));
}
function parseScope(path) {
	const [name = "", ...scopes] = path.split("@");
	const [host = "", ...repository] = name.split("/");
	const actions = scopes.join("@").split(",");
	return {
		host: canonicalHost(host),
		repository: repository.join("/"),
		actions: actions.map((action) => action.trim()).filter((action) => action !== "")
	};
}
function chooseScopedConfig(configs, host, repository, actions) {
	return configs.filter((config) => config.host === host).filter((config) => config.repository === "" || config.repository === repository).filter((config) => config.actions.every((action) => actions.includes(action))).sort((a, b) => b.repository.length - a.repository.length || b.actions.length - a.actions.length)[0];
}
function helperRunner(env, timeout = 3e4) {
	return (program, input) => new Promise((resolve) => {
		const options = {
			env,
			timeout,
			killSignal: "SIGKILL",
			windowsHide: true
		};
		const child = execFile(program, ["get"], options, (error, stdout) => {
			const missing = error?.code === "ENOENT" || error?.code === "EACCES";
			const outcome = !error ? "done" : missing ? "missing" : error.killed ? "timeout" : "failed";
			resolve({
				outcome,
				stdout
			});
		});
		child.stdin?.on("error", () => {}).end(input);
	});
}
async function askHelper({ name, origin }, host, run) {
	const program = `docker-credential-${name}`;
	const refuse = (what) => {
		throw new UserError(`credential helper ${program}, named by ${origin}, ${what}`);
	};
	const { outcome, stdout } = await run(program, serverAddress(host));
	if (outcome === "missing") return refuse("is not an executable on PATH");
	if (outcome === "timeout") return refuse(`did not answer for ${host} in time`);
	if (outcome === "failed") {
		const [line = ""] = stdout.trim().split(/[\r\n]/);
		if (line === "credentials not found in native keychain") return undefined;
		const said = line === "" || line.includes("{") ? "" : `: ${line.slice(0, 200)}`;
		return refuse(`failed for ${host}${said}`);
	}
	const answer = parseAnswer(stdout);
	if (!answer) return refuse(`answered for ${host} with something else than ServerURL, Username and Secret`);
	const { ServerURL: server = "", Username: username = "", Secret: secret = "" } = answer;
	if (server !== "" && canonicalHost(server) !== host) return refuse(`was asked for ${host} and answered for another server`);
	if (username === "<token>") return secret === "" ? undefined : {
		kind: "identity",
		token: secret
	};
	return username === "" && secret === "" ? undefined : {
		kind: "basic",
		username,
		password: secret
	};
}
function parseAnswer(stdout) {
	try {
		const answer = JSON.parse(stdout);
		const fields = [
			answer.ServerURL,
			answer.Username,
			answer.Secret
		];
		return fields.every((field) => field === undefined || typeof field === "string") ? answer : undefined;
	} catch {
		return undefined;
	}
}
const LIFETIME = 29e4;
function createCredentials(env, options) {
	const { home, onSecret, log, runHelper = helperRunner(env), now = () => Date.now() } = options;
	const general = env.DOCKER_CONFIG || join(home, ".docker");
	const scopedBase = join(env.BUILDX_CONFIG || join(general, "buildx"), "config");
	const remembered = new Map();
	const scoped = listScopedConfigs(scopedBase);
	const ahead = new Map([[general, loadDockerConfig(general)]]);
	for (const reading of [scoped, ...ahead.values()]) reading.catch(() => {});
	function configIn(directory) {
		const config = ahead.get(directory) ?? loadDockerConfig(directory);
		ahead.delete(directory);
		return config;
	}
	async function find(host, directory) {
		const inline = parseDockerConfig(env.DOCKER_AUTH_CONFIG ?? "", "DOCKER_AUTH_CONFIG");
		let source = inline.source;
		let credential = storedCredential(inline, host);
		if (!credential) {
			const config = await configIn(directory);
			const helper = helperFor(config, host);
			source = helper?.origin ?? config.source;
			credential = helper ? await askHelper(helper, host, runHelper) : storedCredential(config, host);
		}
		for (const secret of secretsOf(credential)) onSecret(secret);
		log?.debug(`${host}: ${credential ? `${credential.kind} credential` : "no credential"} from ${source}`);
		return credential;
	}
	return { async for(registry, repository, actions) {
		const host = canonicalHost(registry);
		if (host === undefined) return undefined;
		const directory = chooseScopedConfig(await scoped, host, repository, actions)?.directory ?? general;
		const key = `${host} ${directory}`;
		const known = remembered.get(key);
		if (known && now() - known.since < LIFETIME) return known.credential;
		const credential = find(host, directory);
		remembered.set(key, {
			since: now(),
			credential
		});
		credential.catch(() => remembered.delete(key));
		return credential;
	} };
}
function secretsOf(credential) {
	if (!credential) return [];
	if (credential.kind !== "basic") return [credential.token];
	const { username, password } = credential;
	return password === "" ? [] : [password, Buffer.from(`${username}:${password}`).toString("base64")];
}
export { createCredentials };
