const hostOf = (url) => new URL(url).host;
const isPlain = (url) => url.startsWith("http:");
function engineAdvice(url) {
	return [
		{
			what: "Docker",
			where: "daemon.json of the engine",
			lines: [
				"{",
				`  "registry-mirrors": [${JSON.stringify(url)}]`,
				"}"
			]
		},
		{
			what: "NixOS",
			where: "configuration.nix",
			lines: [`virtualisation.docker.daemon.settings.registry-mirrors = [ ${JSON.stringify(url)} ];`]
		},
		{
			what: "an engine in a container",
			where: "the command of that container",
			lines: [`--registry-mirror=${url}`]
		}
	];
}
function buildkitStanza(url) {
	const host = hostOf(url);
	return [
		"[registry.\"docker.io\"]",
		`  mirrors = [${JSON.stringify(host)}]`,
		...isPlain(url) ? [
			"",
			`[registry."${host}"]`,
			"  http = true"
		] : [],
		""
	].join("\n");
}
function otherAdvice(url) {
	const host = hostOf(url);
	return [
		{
			what: "BuildKit in a container",
			where: "buildkitd.toml, with driver-opts network=host",
			lines: buildkitStanza(url).trimEnd().split("\n")
		},
		{
			what: "containerd",
			where: "/etc/containerd/certs.d/docker.io/hosts.toml",
			lines: [
				"server = \"https://registry-1.docker.io\"",
				`[host.${JSON.stringify(url)}]`,
				"  capabilities = [\"pull\", \"resolve\"]"
			]
		},
		{
			what: "podman, buildah and skopeo",
			where: "/etc/containers/registries.conf",
			lines: [
				"[[registry]]",
				"location = \"docker.io\"",
				"[[registry.mirror]]",
				`location = ${JSON.stringify(host)}`,
				...isPlain(url) ? ["insecure = true"] : []
			]
		}
	];
}
export { buildkitStanza, engineAdvice, otherAdvice };
