/** How long somebody is willing to wait. Times are milliseconds on the client's clock. */
export interface Patience {
  readonly start: number;
  readonly timeout: number;
  /** Told of every poll that found nothing yet. */
  readonly onPending?: (note: PollNote) => void;
}

export interface PollNote {
  /** What is not there yet. */
  readonly reference: string;
  readonly reason: string;
  readonly polls: number;
  /** The registry has a limit of requests, which was met: it did not say whether it is there. */
  readonly limit?: true | undefined;
}
