import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { ImageFixture } from "../images/images.ts";
import { tarEnd, tarEntryOf } from "../soci/tar.ts";

/**
 * Puts images into an engine without any registry, as `docker load` does. They have no digests there, only tags.
 *
 * @param images by their tags; several may share one
 * @param socketPath the engine's
 */
export async function loadImages(
  socketPath: string,
  images: readonly { readonly tags: readonly string[]; readonly image: ImageFixture }[],
): Promise<void> {
  const files = new Map<string, Buffer>();
  const nameOf = ({ descriptor, bytes }: ImageFixture["config"]) => {
    const name = descriptor.digest.slice("sha256:".length);
    files.set(name, bytes);
    return name;
  };
  const manifest = images.map(({ tags, image }) => ({
    Config: nameOf(image.config),
    RepoTags: tags,
    Layers: image.layers.map(nameOf),
  }));
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest)));
  const archive = Buffer.concat([
    ...[...files].map(([name, content]) => tarEntryOf({ name }, content)),
    tarEnd,
  ]);
  const said = await new Promise<string>((resolve, reject) => {
    request({
      socketPath,
      method: "POST",
      path: "/images/load?quiet=1",
      headers: { Host: "docker", "Content-Type": "application/x-tar", "Content-Length": archive.length },
    })
      .on("response", (response) => {
        text(response).then((words) => {
          if (response.statusCode === 200 && !words.includes('"error"')) resolve(words);
          else reject(new Error(`the engine does not load images: ${response.statusCode} ${words}`));
        }, reject);
      })
      .on("error", reject)
      .end(archive);
  });
  if (!said.includes("Loaded image")) throw new Error(`the engine has loaded nothing: ${said}`);
}
