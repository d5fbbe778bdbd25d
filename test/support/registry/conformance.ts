import { describe, expect, it } from "vitest";
import { type Fixture, imageFixture, indexFixture, partsOf } from "../images/images.ts";
import { exchange, type PlainResponse } from "../images/plain-client.ts";
import { digestOf } from "./store/blob-store.ts";
import { ociIndex, ociManifest } from "./store/manifest-document.ts";

export interface Subject {
  readonly origin: string;
  readonly features: {
    /** The referrers API and `OCI-Subject`. */
    readonly referrers: boolean;
    /** `POST blobs/uploads/?digest=` with the blob in it; otherwise 202, as the specification allows. */
    readonly monolithicPost: boolean;
    /** 416 for a chunk that does not begin where the last one ended. */
    readonly chunkOrder: boolean;
    /** Tags in lexical order. */
    readonly tagOrder: boolean;
    /** `n`, `last` and `Link` when listing tags. */
    readonly tagPages: boolean;
    /** The status for a tag outside the grammar. */
    readonly invalidTag: number;
  };
}

const octets = { "content-type": "application/octet-stream" };
const absent = digestOf(Buffer.from("absent"));

/** What the OCI Distribution Specification 1.1 asks of a registry, as tests of the subject. */
export function behaviours(subject: Subject): void {
  const call = (
    method: string,
    path: string,
    options: Parameters<typeof exchange>[2] = {},
  ): Promise<PlainResponse> => exchange(method, new URL(path, subject.origin), options);

  async function start(repository: string): Promise<URL> {
    const response = await call("POST", `/v2/${repository}/blobs/uploads/`);
    expect(response.status).toBe(202);
    return new URL(response.headers.location ?? "", subject.origin);
  }

  function closing(session: URL, digest: string): string {
    const url = new URL(session);
    url.searchParams.set("digest", digest);
    return url.href;
  }

  async function putBlob(repository: string, bytes: Buffer): Promise<string> {
    const digest = digestOf(bytes);
    const url = closing(await start(repository), digest);
    expect((await call("PUT", url, { headers: octets, body: bytes })).status).toBe(201);
    return digest;
  }

  const putManifest = (repository: string, reference: string, fixture: Fixture): Promise<PlainResponse> =>
    call("PUT", `/v2/${repository}/manifests/${reference}`, {
      headers: { "content-type": fixture.descriptor.mediaType },
      body: fixture.manifest,
    });

  async function push(repository: string, tag: string, fixture: Fixture): Promise<void> {
    const { blobs, manifests } = partsOf(fixture);
    for (const { bytes } of blobs) await putBlob(repository, bytes);
    for (const node of manifests)
      expect((await putManifest(repository, node.descriptor.digest, node)).status).toBe(201);
    expect((await putManifest(repository, tag, fixture)).status).toBe(201);
  }

  function refused(response: PlainResponse, status: number, code: string): void {
    expect(response.status).toBe(status);
    const { errors } = JSON.parse(response.body.toString()) as { errors: { code: string }[] };
    expect(errors[0]?.code).toBe(code);
  }

  it("answers the ping", async () => {
    expect((await call("GET", "/v2/")).status).toBe(200);
  });

  describe("blobs", () => {
    it("takes a POST and a PUT, and gives the blob back", async () => {
      const bytes = Buffer.from("post then put");
      const digest = digestOf(bytes);
      const done = await call("PUT", closing(await start("conf/blobs"), digest), {
        headers: octets,
        body: bytes,
      });
      expect(done.status).toBe(201);
      expect(done.headers["docker-content-digest"]).toBe(digest);
      const location = new URL(done.headers.location ?? "", subject.origin).href;
      expect((await call("GET", location)).body).toEqual(bytes);
      const head = await call("HEAD", `/v2/conf/blobs/blobs/${digest}`);
      expect(head.status).toBe(200);
      expect(head.headers["content-length"]).toBe(String(bytes.length));
      expect(head.headers["docker-content-digest"]).toBe(digest);
    });

    it("takes a blob longer than one read", async () => {
      const bytes = Buffer.alloc(3 << 20, "0123456789");
      const digest = await putBlob("conf/blobs", bytes);
      expect(digestOf((await call("GET", `/v2/conf/blobs/blobs/${digest}`)).body)).toBe(digest);
    });

    it("takes a blob in one POST, or opens a session for it", async () => {
      const bytes = Buffer.from("one post");
      const path = `/v2/conf/blobs/blobs/uploads/?digest=${digestOf(bytes)}`;
      const { status } = await call("POST", path, { headers: octets, body: bytes });
      expect(status).toBe(subject.features.monolithicPost ? 201 : 202);
    });

    it("takes chunks in order and tells how far it is", async () => {
      const bytes = Buffer.from("first chunk|second chunk");
      const digest = digestOf(bytes);
      const patch = (url: URL | string, from: number, to: number): Promise<PlainResponse> =>
        call("PATCH", String(url), {
          headers: { ...octets, "content-range": `${from}-${to - 1}` },
          body: bytes.subarray(from, to),
        });
      const session = await start("conf/blobs");
      const first = await patch(session, 0, 12);
      expect(first.status).toBe(202);
      expect(first.headers.range).toBe("0-11");
      const next = new URL(first.headers.location ?? "", subject.origin);
      if (subject.features.chunkOrder) expect((await patch(next, 20, 24)).status).toBe(416);
      const state = await call("GET", String(next));
      expect(state.status).toBe(204);
      expect(state.headers.range).toBe("0-11");
      const second = await patch(new URL(state.headers.location ?? "", subject.origin), 12, 24);
      expect(second.status).toBe(202);
      const last = new URL(second.headers.location ?? "", subject.origin);
      expect((await call("PUT", closing(last, digest))).status).toBe(201);
      expect((await call("GET", `/v2/conf/blobs/blobs/${digest}`)).body).toEqual(bytes);
    });

    it("refuses content that is not what its digest says", async () => {
      const session = await start("conf/blobs");
      const wrong = await call("PUT", closing(session, absent), {
        headers: octets,
        body: Buffer.from("else"),
      });
      refused(wrong, 400, "DIGEST_INVALID");
      expect((await call("HEAD", `/v2/conf/blobs/blobs/${absent}`)).status).toBe(404);
    });

    it("forgets a cancelled upload", async () => {
      const session = await start("conf/blobs");
      expect((await call("DELETE", session.href)).status).toBe(204);
      refused(await call("GET", session.href), 404, "BLOB_UPLOAD_UNKNOWN");
      const put = await call("PUT", closing(session, absent), { headers: octets, body: Buffer.from("late") });
      refused(put, 404, "BLOB_UPLOAD_UNKNOWN");
    });

    it("serves ranges", async () => {
      const digest = await putBlob("conf/blobs", Buffer.from("0123456789"));
      const range = (value: string): Promise<PlainResponse> =>
        call("GET", `/v2/conf/blobs/blobs/${digest}`, { headers: { range: value } });
      const middle = await range("bytes=2-4");
      expect(middle.status).toBe(206);
      expect(middle.headers["content-range"]).toBe("bytes 2-4/10");
      expect(middle.body.toString()).toBe("234");
      expect((await range("bytes=7-")).body.toString()).toBe("789");
      expect((await range("bytes=-2")).body.toString()).toBe("89");
      // distribution 2.8 promises more bytes than it sends with a 416, so only its status can be read.
      const beyond = new URL(`/v2/conf/blobs/blobs/${digest}`, subject.origin);
      expect((await fetch(beyond, { headers: { range: "bytes=10-" } })).status).toBe(416);
    });

    it("mounts what the other repository has, and opens an upload for what it has not", async () => {
      const digest = await putBlob("conf/source", Buffer.from("to be mounted"));
      const mount = (of: string): Promise<PlainResponse> =>
        call("POST", `/v2/conf/target/blobs/uploads/?mount=${of}&from=conf/source`);
      const mounted = await mount(digest);
      expect(mounted.status).toBe(201);
      expect(mounted.headers["docker-content-digest"]).toBe(digest);
      expect((await call("HEAD", `/v2/conf/target/blobs/${digest}`)).status).toBe(200);
      const fallback = await mount(absent);
      expect(fallback.status).toBe(202);
      const bytes = Buffer.from("sent after all");
      const session = new URL(fallback.headers.location ?? "", subject.origin);
      const url = closing(session, digestOf(bytes));
      expect((await call("PUT", url, { headers: octets, body: bytes })).status).toBe(201);
    });

    it("knows nothing of what was pushed to another repository", async () => {
      const digest = await putBlob("conf/here", Buffer.from("only here"));
      refused(await call("GET", `/v2/conf/there/blobs/${digest}`), 404, "BLOB_UNKNOWN");
      const head = await call("HEAD", `/v2/conf/there/blobs/${digest}`);
      expect([head.status, head.body.length]).toEqual([404, 0]);
    });

    it("deletes", async () => {
      const digest = await putBlob("conf/delete", Buffer.from("short-lived"));
      expect((await call("DELETE", `/v2/conf/delete/blobs/${digest}`)).status).toBe(202);
      refused(await call("GET", `/v2/conf/delete/blobs/${digest}`), 404, "BLOB_UNKNOWN");
      refused(await call("DELETE", `/v2/conf/delete/blobs/${digest}`), 404, "BLOB_UNKNOWN");
    });
  });

  describe("manifests", () => {
    const image = imageFixture({ layers: 2, seed: "conformance" });

    it.each(["oci", "docker"] as const)("keeps %s bytes and media types exactly", async (mediaTypes) => {
      const child = imageFixture({ layers: 1, mediaTypes, seed: "exact" });
      const index = indexFixture([child], { mediaTypes });
      await push(`conf/${mediaTypes}`, "v1", index);
      for (const [node, reference] of [
        [index, "v1"],
        [index, index.descriptor.digest],
        [child, child.descriptor.digest],
      ] as const) {
        const headers = { accept: node.descriptor.mediaType };
        const path = `/v2/conf/${mediaTypes}/manifests/${reference}`;
        const got = await call("GET", path, { headers });
        expect(got.status).toBe(200);
        expect(got.body).toEqual(node.manifest);
        expect(got.headers["content-type"]).toBe(node.descriptor.mediaType);
        const head = await call("HEAD", path, { headers });
        expect(head.headers["docker-content-digest"]).toBe(node.descriptor.digest);
        expect(head.headers["content-length"]).toBe(String(node.manifest.length));
        expect(head.body.length).toBe(0);
      }
    });

    it("answers a PUT with digest and location, and takes the same again", async () => {
      await push("conf/again", "v1", image);
      const again = await putManifest("conf/again", "v1", image);
      expect(again.status).toBe(201);
      expect(again.headers["docker-content-digest"]).toBe(image.descriptor.digest);
      const location = new URL(again.headers.location ?? "", subject.origin).href;
      expect((await call("GET", location, { headers: { accept: ociManifest } })).status).toBe(200);
    });

    it("moves a tag and keeps the old digest readable", async () => {
      const other = imageFixture({ layers: 1, seed: "other" });
      await push("conf/move", "v1", image);
      await push("conf/move", "v1", other);
      const read = (reference: string): Promise<PlainResponse> =>
        call("HEAD", `/v2/conf/move/manifests/${reference}`, { headers: { accept: ociManifest } });
      expect((await read("v1")).headers["docker-content-digest"]).toBe(other.descriptor.digest);
      expect((await read(image.descriptor.digest)).status).toBe(200);
    });

    it("says what is unknown", async () => {
      await push("conf/unknown", "v1", image);
      for (const reference of ["nothing", absent]) {
        refused(await call("GET", `/v2/conf/unknown/manifests/${reference}`), 404, "MANIFEST_UNKNOWN");
        const head = await call("HEAD", `/v2/conf/unknown/manifests/${reference}`);
        expect([head.status, head.body.length]).toEqual([404, 0]);
      }
      const nowhere = await call("GET", "/v2/conf/nowhere/manifests/latest");
      expect(nowhere.status).toBe(404);
    });

    it("refuses a manifest without its blobs and an index without its children", async () => {
      refused(await putManifest("conf/missing", "v1", image), 400, "MANIFEST_BLOB_UNKNOWN");
      refused(await putManifest("conf/missing", "v1", indexFixture([image])), 400, "MANIFEST_BLOB_UNKNOWN");
      expect((await call("GET", "/v2/conf/missing/manifests/v1")).status).toBe(404);
    });

    it("refuses a manifest put under another digest", async () => {
      await push("conf/invalid", "v1", image);
      refused(await putManifest("conf/invalid", absent, image), 400, "DIGEST_INVALID");
    });

    it("refuses what is no manifest, or one of another type than it says", async () => {
      const put = (body: Buffer, contentType: string): Promise<PlainResponse> =>
        call("PUT", "/v2/conf/invalid/manifests/v2", { headers: { "content-type": contentType }, body });
      refused(await put(Buffer.from("no json"), ociManifest), 400, "MANIFEST_INVALID");
      refused(await put(image.manifest, ociIndex), 400, "MANIFEST_INVALID");
    });

    it("refuses names outside the grammar", async () => {
      const tag = await putManifest("conf/invalid", "-tag", image);
      expect(tag.status).toBe(subject.features.invalidTag);
      const digest = await call("GET", "/v2/conf/invalid/blobs/sha256:short");
      expect([400, 404]).toContain(digest.status);
      expect((await call("GET", "/v2/UPPER/manifests/v1")).status).toBeGreaterThanOrEqual(400);
    });

    it("deletes by digest, tags included", async () => {
      await push("conf/gone", "v1", image);
      const path = `/v2/conf/gone/manifests/${image.descriptor.digest}`;
      expect((await call("DELETE", path)).status).toBe(202);
      for (const reference of ["v1", image.descriptor.digest])
        refused(await call("GET", `/v2/conf/gone/manifests/${reference}`), 404, "MANIFEST_UNKNOWN");
      refused(await call("DELETE", path), 404, "MANIFEST_UNKNOWN");
    });

    it("takes a subject that does not exist, and lists its referrers where it can", async () => {
      const artifact = artifactOf(image, absent);
      await putBlob("conf/referrers", artifact.config?.bytes ?? Buffer.alloc(0));
      for (const layer of artifact.layers) await putBlob("conf/referrers", layer.bytes);
      const put = await putManifest("conf/referrers", artifact.descriptor.digest, artifact);
      expect(put.status).toBe(201);
      expect(put.headers["oci-subject"]).toBe(subject.features.referrers ? absent : undefined);
      const list = await call("GET", `/v2/conf/referrers/referrers/${absent}`);
      expect(list.status).toBe(subject.features.referrers ? 200 : 404);
    });
  });

  describe("tags", () => {
    it("lists them in order", async () => {
      const image = imageFixture({ layers: 1, seed: "tags" });
      for (const tag of ["v2", "a", "v10", "latest"]) await push("conf/tags", tag, image);
      const list = async (query: string): Promise<string[]> => {
        const page = await call("GET", `/v2/conf/tags/tags/list${query}`);
        const { name, tags } = JSON.parse(page.body.toString()) as { name: string; tags: string[] };
        expect(name).toBe("conf/tags");
        return subject.features.tagOrder ? tags : tags.sort();
      };
      const all = ["a", "latest", "v10", "v2"];
      expect(await list("")).toEqual(all);
      expect(await list("?n=2&last=a")).toEqual(subject.features.tagPages ? ["latest", "v10"] : all);
    });

    it("says NAME_UNKNOWN for a repository of untagged digests, too", async () => {
      const image = imageFixture({ layers: 1, seed: "untagged" });
      await push("conf/untagged", image.descriptor.digest, image);
      const headers = { accept: image.descriptor.mediaType };
      const head = await call("HEAD", `/v2/conf/untagged/manifests/${image.descriptor.digest}`, { headers });
      expect(head.status).toBe(200);
      refused(await call("GET", "/v2/conf/untagged/tags/list"), 404, "NAME_UNKNOWN");
    });

    it("says NAME_UNKNOWN for a repository that does not exist", async () => {
      refused(await call("GET", "/v2/conf/nowhere/tags/list"), 404, "NAME_UNKNOWN");
    });
  });
}

/** The image again, with a subject and hence another digest. */
function artifactOf(image: Fixture, subject: string): Fixture {
  const document = JSON.parse(image.manifest.toString()) as object;
  const manifest = Buffer.from(
    JSON.stringify({ ...document, subject: { mediaType: ociManifest, digest: subject, size: 1 } }),
  );
  return {
    ...image,
    manifest,
    descriptor: { ...image.descriptor, digest: digestOf(manifest), size: manifest.length },
  };
}
