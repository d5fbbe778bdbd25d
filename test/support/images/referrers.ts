import { type Descriptor, digestOf } from "../registry/index.ts";
import { ociIndex, ociManifest } from "../registry/store/manifest-document.ts";
import type { BlobFixture, Fixture } from "./images.ts";

/** Artifact types as their makers write them. */
export const artifactTypes = {
  /** cosign 3, GitHub's attestations (sigstore/protobuf-specs). */
  bundle: "application/vnd.dev.sigstore.bundle.v0.3+json",
  /** cosign 2 with `--registry-referrers-mode=oci-1-1`. */
  cosign: "application/vnd.dev.cosign.artifact.sig.v1+json",
  /** Notary Project's signature specification. */
  notation: "application/vnd.cncf.notary.signature",
  spdx: "application/spdx+json",
} as const;

const empty = blob("application/vnd.oci.empty.v1+json", "{}");

/** Something that is attached to a manifest as `oras attach` does it, with one layer of a text. */
export function referrerFixture(
  subject: Pick<Fixture, "descriptor">,
  options: {
    artifactType?: string;
    text?: string;
    annotations?: Readonly<Record<string, string>>;
  } = {},
): Fixture {
  const { artifactType = artifactTypes.bundle, text = artifactType, annotations } = options;
  const layer = blob(artifactType, text);
  return manifest(
    {
      artifactType,
      config: empty.descriptor,
      layers: [layer.descriptor],
      subject: bare(subject.descriptor),
      ...(annotations && { annotations }),
    },
    [layer],
  );
}

/** A manifest as cosign keeps it under a tag: a layer for each signature, attestation or SBOM. */
export function cosignFixture(texts: readonly string[]): Fixture {
  const layers = texts.map((text) => {
    const one = blob("application/vnd.dev.cosign.simplesigning.v1+json", text);
    return {
      ...one,
      descriptor: {
        ...one.descriptor,
        annotations: { "dev.cosignproject.cosign/signature": Buffer.from(text).toString("base64") },
      },
    };
  });
  const config = blob(
    "application/vnd.oci.image.config.v1+json",
    JSON.stringify({
      architecture: "",
      os: "",
      config: {},
      rootfs: { type: "layers", diff_ids: layers.map(({ descriptor }) => descriptor.digest) },
    }),
  );
  return manifest(
    { config: config.descriptor, layers: layers.map(({ descriptor }) => descriptor) },
    layers,
    config,
  );
}

/** An index of other manifests that is about a manifest. */
export function referrerIndexFixture(
  subject: Pick<Fixture, "descriptor">,
  children: readonly Fixture[],
): Fixture {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociIndex,
      artifactType: "application/vnd.example.bundle",
      manifests: children.map(({ descriptor }) => descriptor),
      subject: bare(subject.descriptor),
    }),
  );
  const descriptor = { mediaType: ociIndex, digest: digestOf(bytes), size: bytes.length };
  return { descriptor, manifest: bytes, config: undefined, layers: [], children };
}

/** The list that a referrers tag holds, with what is said of each as the specification asks. */
export function referrersList(fixtures: readonly Fixture[]): Buffer {
  const manifests = fixtures.map(({ descriptor, manifest: bytes }) => {
    const { artifactType, annotations } = JSON.parse(bytes.toString());
    return { ...bare(descriptor), artifactType, ...(annotations && { annotations }) };
  });
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociIndex, manifests }));
}

/** `sha256-<hex>` with a suffix such as `.sig`. */
export function digestTag({ descriptor }: Pick<Fixture, "descriptor">, suffix = ""): string {
  return `${descriptor.digest.replace(":", "-")}${suffix}`;
}

function manifest(document: object, layers: readonly BlobFixture[], config: BlobFixture = empty): Fixture {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: ociManifest, ...document }));
  const descriptor = { mediaType: ociManifest, digest: digestOf(bytes), size: bytes.length };
  return { descriptor, manifest: bytes, config, layers, children: [] };
}

function bare({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}

function blob(mediaType: string, text: string): BlobFixture {
  const bytes = Buffer.from(text);
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}
