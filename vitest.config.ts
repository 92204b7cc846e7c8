import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/isolated-cache.ts'],
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two inference processes on a small machine slow each other down more than running them in turn.
    maxWorkers: 2,
    // Answers are checked whole, not at the ends of their lists.
    env: { CLADESCOPE_CHECK: 'whole' },
    // On a busy machine a page may take its time; nothing that is waited for is measured.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './test/closing-line-reporter.ts'],
  },
})
