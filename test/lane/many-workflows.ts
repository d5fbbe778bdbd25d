import type { WorkflowFile } from "../../src/workflow/workflow.ts";

/** Workflows as a large repository has them: `steps` steps a job, matrices, calls, and every tenth on the lane. */
export function manyWorkflows(count: number, { jobs = 3, steps = 8 } = {}): WorkflowFile[] {
  return Array.from({ length: count }, (_, at) => ({
    path: `.github/workflows/w${at}.yml`,
    text: [
      `name: Workflow ${at}`,
      "on:",
      "  push: { branches: [main] }",
      ...(at % 10 === 0 ? [] : ["  pull_request:", "    paths: ['src/**']"]),
      "  workflow_call:",
      "    inputs: { runner: { type: string, default: ubuntu-latest } }",
      "env: &env",
      '  NODE_OPTIONS: "--enable-source-maps"',
      "jobs:",
      ...Array.from({ length: jobs }, (_, job) => [
        `  job${job}:`,
        "    strategy:",
        "      matrix: { os: [ubuntu, windows, macos], node: [20, 22, 24], exclude: [{ os: macos, node: 20 }] }",
        `    runs-on: ${at % 10 === 0 ? "publish" : `['\${{ matrix.os }}-latest', "\${{ inputs.runner }}"]`}`,
        "    env: *env",
        "    steps:",
        ...Array.from({ length: steps }, (_, step) => [
          `      - name: Step ${step} # of many`,
          "        uses: actions/checkout@v4",
          "        with: { fetch-depth: 0 }",
          "        if: github.event_name == 'push' && !cancelled()",
          "      - run: |",
          "          set -euo pipefail",
          `          echo "step ${step}" | tee -a "$GITHUB_STEP_SUMMARY"`,
          "          make build test",
        ]).flat(),
      ]).flat(),
      ...(at > 0
        ? [
            "  call:",
            `    uses: ./.github/workflows/w${Math.floor(at / 3)}.yml`,
            "    with: { runner: linux }",
          ]
        : []),
      "",
    ].join("\n"),
  }));
}
