import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    dir: "test",
    include: ["**/*.test.ts"],
    setupFiles: ["test/support/forge/description/hold.ts"],
    maxWorkers: 2,
    // It imports JSON as Node.js does not.
    server: { deps: { inline: ["@actions/workflow-parser"] } },
    // No test may depend on how fast a machine is: this ends only what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
