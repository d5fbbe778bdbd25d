import { counted } from "../base/words.ts";
import { TarReader } from "./tar/tar-reader.ts";
import { Unindexable } from "./unindexable.ts";
import type { SpanReader } from "./ztoc/compression-info.ts";
import { GzipSpans } from "./ztoc/gzip-spans.ts";
import { TarSpans } from "./ztoc/tar-spans.ts";
import type { ZtocContent } from "./ztoc/ztoc-document.ts";

/** What is refused although a ztoc can be made of it, for those who compare ours to others. */
interface Leniency {
  /** Whether gzip may have several members, which snapshotters before 0.14 cannot read. */
  readonly members?: "one" | "any";
  /** Bytes of all checkpoints together. */
  readonly mostCheckpoints?: number;
}

export interface LayerOptions extends Leniency {
  readonly compression: "gzip" | "none";
  /** Bytes of tar between two checkpoints, at least. */
  readonly spanSize: number;
  readonly buildTool: string;
  /** Of the layer as it is stored, in bytes. */
  readonly size: number;
}

/** Reads a layer's bytes, any number of them at a time. */
export interface LayerReader {
  /** @throws {Unindexable} */
  write(bytes: Uint8Array): void;
  /** @throws {Unindexable} */
  end(): ZtocContent;
}

/** Checkpoints that may be larger than the layer: each has a window of 32 KiB, 0.8 % of the tar at 4 MiB a span. */
const fewCheckpoints = 2 ** 26;

/** Collects what the ztoc of a layer says. */
export function layerReader(options: LayerOptions): LayerReader {
  const { size, buildTool } = options;
  const tar = new TarReader();
  const spans = spanReader(options, tar);
  let written = 0;
  return {
    write(bytes) {
      written += bytes.length;
      if (written > size) throw hasOtherSize(`more than ${counted(size, "byte")}`);
      spans.write(bytes);
    },
    end() {
      if (written < size) throw hasOtherSize(`${written} of ${counted(size, "byte")}`);
      const compression = spans.end();
      return { buildTool, layerSize: size, toc: tar.end(), compression };
    },
  };
}

const hasOtherSize = (what: string) => new Unindexable(`it has ${what} that its descriptor says`);

function spanReader(options: LayerOptions, tar: TarReader): SpanReader {
  const { size, spanSize, members = "one", mostCheckpoints = Math.max(fewCheckpoints, size) } = options;
  if (options.compression === "none") return new TarSpans(spanSize, tar);
  return new GzipSpans(spanSize, mostCheckpoints, members, tar);
}
