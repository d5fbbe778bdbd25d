/** What a person writes where, so that something asks the mirror that no action configures. */
export interface Advice {
  /** Such as `NixOS`. */
  readonly what: string;
  readonly where: string;
  readonly lines: readonly string[];
}

/** The part of an address that containerd, BuildKit and podman name a registry by. */
const hostOf = (url: string): string => new URL(url).host;

const isPlain = (url: string): boolean => url.startsWith("http:");

/** The lines for the engine itself, where its settings are somebody else's. */
export function engineAdvice(url: string): readonly Advice[] {
  return [
    {
      what: "Docker",
      where: "daemon.json of the engine",
      lines: ["{", `  "registry-mirrors": [${JSON.stringify(url)}]`, "}"],
    },
    {
      what: "NixOS",
      where: "configuration.nix",
      lines: [`virtualisation.docker.daemon.settings.registry-mirrors = [ ${JSON.stringify(url)} ];`],
    },
    {
      what: "an engine in a container",
      where: "the command of that container",
      lines: [`--registry-mirror=${url}`],
    },
  ];
}

/** The stanza of buildkitd.toml, for the container driver of buildx, which does not ask the engine. */
export function buildkitStanza(url: string): string {
  const host = hostOf(url);
  return [
    '[registry."docker.io"]',
    `  mirrors = [${JSON.stringify(host)}]`,
    ...(isPlain(url) ? ["", `[registry."${host}"]`, "  http = true"] : []),
    "",
  ].join("\n");
}

/** The lines for what else pulls images on a host. */
export function otherAdvice(url: string): readonly Advice[] {
  const host = hostOf(url);
  return [
    {
      what: "BuildKit in a container",
      where: "buildkitd.toml, with driver-opts network=host",
      lines: buildkitStanza(url).trimEnd().split("\n"),
    },
    {
      what: "containerd",
      where: "/etc/containerd/certs.d/docker.io/hosts.toml",
      lines: [
        'server = "https://registry-1.docker.io"',
        `[host.${JSON.stringify(url)}]`,
        '  capabilities = ["pull", "resolve"]',
      ],
    },
    {
      what: "podman, buildah and skopeo",
      where: "/etc/containers/registries.conf",
      lines: [
        "[[registry]]",
        'location = "docker.io"',
        "[[registry.mirror]]",
        `location = ${JSON.stringify(host)}`,
        ...(isPlain(url) ? ["insecure = true"] : []),
      ],
    },
  ];
}
