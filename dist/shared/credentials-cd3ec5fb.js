const { join, basename, dirname, sep, isAbsolute } = process.getBuiltinModule("node:path");
import { quoted, UserError, bounded } from "./core-cb5264e6.js";
const { readFile, readdir } = process.getBuiltinModule("node:fs/promises");
import { isHost } from "./publish-index_wait-digests-66bd1fd0.js";
const { execFile } = process.getBuiltinModule("node:child_process");
const { homedir, userInfo } = process.getBuiltinModule("node:os");
const DOCKER_HUB = /^(?:index\.|registry-1\.)?docker\.io$/;
function serverAddress(host) {
	return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}
function canonicalHost(key) {
	const host = key.toLowerCase().replace(/^https?:\/\//, "").replace(/\/(?:v[12]\/?)?$/, "");
	if (!isHost(host)) return undefined;
	return DOCKER_HUB.test(host) ? "docker.io" : host;
}
function loadDockerConfig(directory) {
	return loadConfigFile(join(directory, "config.json"));
}
async function loadConfigFile(file, unreadable = (code) => {
	throw new UserError(`the file of credentials ${file} cannot be read (${code})`);
}) {
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (error) {
		const { code } = error;
		return code === "ENOENT" || code === "ENOTDIR" ? parseDockerConfig("", file) : unreadable(code);
	}
	return parseDockerConfig(text, file);
}
function parseDockerConfig(text, source) {
	let json;
	try {
		json = JSON.parse(text.trim() || "{}");
	} catch {
		throw new UserError(`${source} is not JSON; expected the content of a docker config.json`);
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
	const origin = `${named ? `credHelpers[${quoted(named[0])}]` : "credsStore"} in ${config.source}`;
	if (name === undefined || name === null || name === "") return undefined;
	if (typeof name !== "string" || !/^[A-Za-z0-9][\w.-]*$/.test(name)) throw new UserError(`${origin} is no helper's name; expected what follows docker-credential-: letters, digits, dots, dashes and underscores only`);
	return {
		name,
		origin
	};
}
function storedCredential(config, host) {
	for (const entry of speakingFor(config.auths, host)) {
		const credential = credentialAt(config, entry);
		if (credential) return credential;
	}
	return undefined;
}
function credentialAt({ source }, [key, entry]) {
	return credentialOf(entry, `auths[${quoted(key)}] in ${source}`);
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
		const said = line === "" || line.includes("{") ? "" : `: ${bounded(line, 200)}`;
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
function podmanFiles(env, home, uid) {
	const runtime = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, "containers") : uid === undefined ? undefined : `/run/containers/${uid}`;
	const directories = [runtime, join(env.XDG_CONFIG_HOME || join(home, ".config"), "containers")];
	const files = directories.flatMap((directory) => directory === undefined ? [] : [join(directory, "auth.json")]);
	return env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE, ...files] : files;
}
function createPodmanCredentials(files, named, ask) {
	const configs = new Map();
	const load = (file) => file === named ? loadConfigFile(file) : loadConfigFile(file, () => parseDockerConfig("", file));
	const configIn = (file) => {
		const config = configs.get(file) ?? load(file);
		configs.set(file, config);
		return config;
	};
	return { async for(host, repository) {
		for (const file of files) {
			const config = await configIn(file);
			const helper = helperFor(config, host);
			const credential = helper ? await ask(helper, host) : storedFor(config, host, repository);
			if (credential) return {
				credential,
				source: helper?.origin ?? config.source
			};
		}
		return undefined;
	} };
}
function storedFor(config, host, repository) {
	const parts = repository.split("/");
	for (let length = parts.length; length >= 0; length--) {
		const path = parts.slice(0, length).join("/");
		const entries = config.auths.filter(([key]) => speaksFor(key, host, path));
		for (const entry of entries) {
			const credential = credentialAt(config, entry);
			if (credential) return credential;
		}
	}
	return undefined;
}
function speaksFor(key, host, path) {
	if (path === "") return (/^https?:\/\//i.test(key) || !key.includes("/")) && canonicalHost(key) === host;
	const slash = key.indexOf("/");
	return key.slice(slash + 1) === path && canonicalHost(key.slice(0, slash)) === host;
}
const sources = [homedir, () => userInfo().homedir];
function homeFolder(asked = sources) {
	for (const ask of asked) try {
		const home = ask();
		if (isAbsolute(home)) return home;
	} catch {}
	return "/";
}
const LIFETIME = 29e4;
function createCredentials(env, options) {
	const { home, onSecret, log, runHelper = helperRunner(env), now = () => Date.now() } = options;
	const general = env.DOCKER_CONFIG || join(home, ".docker");
	const scopedBase = join(env.BUILDX_CONFIG || join(general, "buildx"), "config");
	const remembered = new Map();
	const ask = (helper, host) => askHelper(helper, host, runHelper);
	const files = podmanFiles(env, home, process.getuid?.());
	const podman = createPodmanCredentials(files, env.REGISTRY_AUTH_FILE, (helper, host) => once(`${host} by ${helper.name}`, () => ask(helper, host)));
	const scoped = listScopedConfigs(scopedBase);
	const ahead = new Map([[general, loadDockerConfig(general)]]);
	for (const reading of [scoped, ...ahead.values()]) reading.catch(() => {});
	function configIn(directory) {
		const config = ahead.get(directory) ?? loadDockerConfig(directory);
		ahead.delete(directory);
		return config;
	}
	async function findInline(host) {
		const inline = parseDockerConfig(env.DOCKER_AUTH_CONFIG ?? "", "DOCKER_AUTH_CONFIG");
		const credential = storedCredential(inline, host);
		if (credential) return credential;
		try {
			const helper = helperFor(inline, host);
			return helper && await ask(helper, host);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			log?.warning(`${error.message}; it is left out for ${host}`);
			return undefined;
		}
	}
	async function find(host, directory) {
		const inline = await findInline(host);
		if (inline) return told(inline, host, "DOCKER_AUTH_CONFIG");
		const config = await configIn(directory);
		const helper = helperFor(config, host);
		const credential = helper ? await ask(helper, host) : storedCredential(config, host);
		return told(credential, host, helper?.origin ?? config.source);
	}
	function told(credential, host, source) {
		for (const secret of secretsOf(credential)) onSecret(secret);
		log?.debug(`${host}: ${credential ? `${credential.kind} credential` : "no credential"} from ${source}`);
		return credential;
	}
	function once(key, look) {
		const known = remembered.get(key);
		if (known && now() - known.since < LIFETIME) return known.credential;
		const credential = look();
		remembered.set(key, {
			since: now(),
			credential
		});
		credential.catch(() => remembered.delete(key));
		return credential;
	}
	async function findPodmans(host, repository) {
		const found = await podman.for(host, repository);
		return found && told(found.credential, `${host}/${repository}`, found.source);
	}
	return { async for(registry, repository, actions) {
		const host = canonicalHost(registry);
		if (host === undefined) return undefined;
		const directory = chooseScopedConfig(await scoped, host, repository, actions)?.directory ?? general;
		const credential = await once(`${host} ${directory}`, () => find(host, directory));
		return credential ?? once(`${host} ${repository} podman`, () => findPodmans(host, repository));
	} };
}
function secretsOf(credential) {
	if (!credential) return [];
	if (credential.kind !== "basic") return [credential.token];
	const { username, password } = credential;
	return password === "" ? [] : [password, Buffer.from(`${username}:${password}`).toString("base64")];
}
export { createCredentials, homeFolder };
