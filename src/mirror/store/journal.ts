import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { parseJson } from "../../base/json.ts";

/**
 * Records in a file, a line of JSON each, the last one about a thing being what holds. A line is written before the
 * writer goes on, so a kill loses none; a torn one, as a full disk or a crash leaves it, is passed over.
 */
export class Journal {
  readonly #path: string;
  readonly #most: number;
  readonly #onFailure: (error: unknown) => void;
  #fd: number | undefined;
  #size = 0;

  /**
   * @param most bytes of the file, after which it is written anew
   * @param onFailure is told when it cannot be written; what it holds is then of this process alone
   */
  constructor(path: string, most: number, onFailure: (error: unknown) => void) {
    this.#path = path;
    this.#most = most;
    this.#onFailure = onFailure;
  }

  /** The values of all lines that hold one. */
  load(): unknown[] {
    let text = "";
    try {
      text = readFileSync(this.#path, "utf8");
    } catch {
      // There is none yet, or none that can be read: either way nothing is known.
    }
    return text.split("\n").flatMap((line) => parseJson(line) ?? []);
  }

  /** Adds a record; `all` gives those that hold, for when the file is written anew. */
  add(record: unknown, all: () => Iterable<unknown>): void {
    const line = `\n${JSON.stringify(record)}`;
    try {
      this.#fd ??= this.#open();
      if (this.#size + line.length > this.#most) this.rewrite(all());
      else this.#size += writeSync(this.#fd, line);
    } catch (error) {
      this.close();
      this.#onFailure(error);
    }
  }

  /** Writes a file of these records alone. */
  rewrite(records: Iterable<unknown>): void {
    this.close();
    const next = `${this.#path}.new`;
    try {
      rmSync(next, { force: true });
      const fd = openSync(next, "a", 0o600);
      this.#fd = fd;
      const text = [...records].map((record) => `\n${JSON.stringify(record)}`).join("");
      this.#size = writeSync(fd, text);
      if (this.#size < Buffer.byteLength(text)) throw new Error("the disk took a part of it");
      renameSync(next, this.#path);
    } catch (error) {
      this.close();
      rmSync(next, { force: true });
      this.#onFailure(error);
    }
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  #open(): number {
    const fd = openSync(this.#path, "a", 0o600);
    this.#size = fstatSync(fd).size;
    return fd;
  }
}
