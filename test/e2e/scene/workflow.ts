export interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/**
 * A workflow of the test's own, as text. JSON is YAML, and keeps every value as it is.
 *
 * @param inputs the names of the inputs with which it can be dispatched
 */
export function workflowOf(jobs: Readonly<Record<string, Job>>, inputs: readonly string[] = []): string {
  const texts = Object.fromEntries(inputs.map((name) => [name, { type: "string" }]));
  const onRunner = Object.entries(jobs).map(([id, job]) => [id, { "runs-on": "publish", ...job }]);
  return JSON.stringify({
    on: { push: {}, workflow_dispatch: { inputs: texts } },
    jobs: Object.fromEntries(onRunner),
  });
}

/** An event that starts any of them. */
export const push = { name: "push" } as const;
