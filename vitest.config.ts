import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/isolated-cache.ts'],
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two inference processes on a small machine slow each other down more than running them in turn.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/closing-line-reporter.ts'],
  },
})
