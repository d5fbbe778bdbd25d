import { availableParallelism, loadavg } from "node:os";
import { delayMs } from "../../test/support/scenarios/publish.ts";

/** What one has to know to read the table, a line each. */
export function legend(registry: boolean, load: readonly number[]): string[] {
  return [
    `The registry is ${registry ? "Debian's docker-registry" : "the embedded one, as docker-registry is not installed"}. A proxy before it adds ${delayMs} ms to each request, counts, and asks for a Bearer token with a scope for each repository. Nothing is between the tools and the registries with 1 GiB or images that are loaded lazily.`,
    "As over TLS: the first request of each connection takes 80 ms more, two round trips, as those of TCP and TLS 1.3 do.",
    "A build is an index of an image of ten layers and its attestation, as buildx pushes it. An image of the 4 is a manifest of its own, with ten layers, and two where there are 50 times 4.",
    "Requests in a row are the longest chain of which each arrived when the one before had been answered; the shortest of all rounds. Elapsed, processor time and memory are medians of rounds in which the tools take turns. Processor time is that of a tool and its children.",
    "imgpub: one run of publish-index. It waits for the sources, lists images and not their indexes, and reads every tag back. What refers to the images stays behind, as with the peers (`referrers: none`).",
    "crane: crane index append -m … -t … for the first tag, crane tag for each other. It lists images and not their indexes, and reads one tag back, which it sets the others by. 1 GiB: crane copy.",
    "oras: oras manifest index create with all tags. It lists indexes as they are, so the index of builds is nested, and reads no tag back. For another place the index is made beside the sources, under a tag more, and copied by oras cp, as 1 GiB is.",
    "50 times 4 images: one run of publish-index; the peers by xargs -P 8, in processes of their own.",
    "A layer of 252 MB has 57,000 files in 663 MB of tar. imgpub makes its ztoc as publish-index does, in a process of its own; soci converts an image with that layer alone. Both make the same bytes. Blocked: the most processor time that the thread takes between two turns of the event loop, as a clock would count what other processes take too.",
    "2 platforms, 3 large layers: one has layers of 252 and 27 MB, the other one of 27 MB. They get a tag more in the repository where they are, by one run of publish-index with `soci: true`, or by skopeo copy to a folder, soci convert and skopeo copy back. Files on disk are what publish-index makes in its workspace, its home and its temporary folders.",
    "Nothing changed, and not asked for: the layers have 100 kB. Modules are those of src/soci, of a whole run of publish-index from its sources.",
    "cache: the engine of image-cache before the embedded registry, in a process of its own, pulled from as dockerd does. Warm pulls: two layers of 100 MB by two clients at once, beside distribution 3 as a pull-through cache of the same registry, medians of rounds in turns; processor time is that of the cache alone. In a storm four clients pull 12 images of 10 MB at random; over its cap is what its file system has in use, looked at every millisecond.",
    "image-cache, a second time: on a Docker engine of its own with the embedded registry as Docker Hub, where an earlier run has set up everything and the image that it pulls to see so is there. Changes are steps done, settings written and signals to the engine, of all rounds. Its start is a run that only tells what to configure.",
    "1,000 times 4 images: one image for each of 4 platforms and a tag, 8 targets at a time over all shards and at least one in each, by as many runs of publish-index at once as there are shards. The embedded registry lets 2,000 requests a minute pass, as GHCR does, answers each after 40 ms, and the others 429. Without a limit: 50 targets by one run. Requests for tokens, one of each run, do not count, nor those that are refused.",
    `The machine has ${availableParallelism()} processors, and had a load of ${load[0]?.toFixed(1)} before and ${loadavg()[0]?.toFixed(1)} after.`,
  ];
}
