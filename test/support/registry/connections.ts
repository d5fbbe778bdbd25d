import type { Socket } from "node:net";

/** The connections that a server was sent, numbered from 1 in the order in which they were opened. */
export class Connections {
  readonly #numbers = new WeakMap<Socket, number>();
  #opened = 0;
  #cleared = 0;

  add(socket: Socket): void {
    this.#opened += 1;
    this.#numbers.set(socket, this.#opened);
  }

  numberOf(socket: Socket): number {
    return this.#numbers.get(socket) ?? 0;
  }

  /** How many were opened since the last {@link clear}, whether or not a request came by them. */
  get opened(): number {
    return this.#opened - this.#cleared;
  }

  clear(): void {
    this.#cleared = this.#opened;
  }
}
