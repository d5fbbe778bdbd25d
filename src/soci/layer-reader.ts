import { counted } from "../base/words.ts";
import { type Boundary, Gunzip } from "./gzip/gunzip.ts";
import { TarReader } from "./tar/tar-reader.ts";
import { Unindexable } from "./unindexable.ts";
import type { CompressionInfo } from "./ztoc/compression-info.ts";
import { GzipSpans } from "./ztoc/gzip-spans.ts";
import { TarSpans } from "./ztoc/tar-spans.ts";
import type { ZtocContent } from "./ztoc/ztoc-document.ts";

export interface LayerOptions {
  readonly compression: "gzip" | "none";
  /** Bytes of tar between two checkpoints, at least. */
  readonly spanSize: number;
  readonly buildTool: string;
  /** Of the layer as it is stored, in bytes. */
  readonly size: number;
}

/** What is refused although a ztoc can be made of it, for those who compare ours to others. */
export interface Leniency {
  /** Whether gzip may have several members, which snapshotters before 0.14 cannot read. */
  readonly members?: "one" | "any";
  /** Bytes of all checkpoints together. */
  readonly mostCheckpoints?: number;
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
export function layerReader(options: LayerOptions, leniency: Leniency = {}): LayerReader {
  const { size, buildTool } = options;
  const tar = new TarReader();
  const reader =
    options.compression === "gzip" ? gzipReader(options, leniency, tar) : tarReader(options, tar);
  let written = 0;
  return {
    write(bytes) {
      written += bytes.length;
      if (written > size) throw hasOtherSize(`more than ${counted(size, "byte")}`);
      reader.write(bytes);
    },
    end() {
      if (written < size) throw hasOtherSize(`${written} of ${counted(size, "byte")}`);
      const compression = reader.end();
      return { buildTool, layerSize: size, toc: tar.end(), compression };
    },
  };
}

const hasOtherSize = (what: string) => new Unindexable(`it has ${what} that its descriptor says`);

/** What layers of different compression have for themselves. */
interface SpanReader {
  write(bytes: Uint8Array): void;
  end(): CompressionInfo;
}

function gzipReader({ size, spanSize }: LayerOptions, leniency: Leniency, tar: TarReader): SpanReader {
  const { members = "one", mostCheckpoints = Math.max(fewCheckpoints, size) } = leniency;
  const spans = new GzipSpans(spanSize, mostCheckpoints);
  const listener = {
    onRead: (bytes: Uint8Array) => spans.read(bytes),
    onDecoded: (bytes: Uint8Array) => tar.write(bytes),
    onBoundary: (boundary: Boundary) => spans.boundary(boundary),
  };
  const gunzip = new Gunzip(listener, members);
  return {
    write: (bytes) => gunzip.write(bytes),
    end() {
      gunzip.end();
      return spans.end();
    },
  };
}

function tarReader({ spanSize }: LayerOptions, tar: TarReader): SpanReader {
  const spans = new TarSpans(spanSize);
  return {
    write(bytes) {
      spans.read(bytes);
      tar.write(bytes);
    },
    end: () => spans.end(),
  };
}
