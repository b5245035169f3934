import { defineConfig } from 'vitest/config'

// Stands apart from vite.config.ts: the tests drive the built page in a browser and need none of its plugins.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // What is polled for comes when it comes; a busy machine is no fault of the page.
    expect: { poll: { timeout: 20_000 } },
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    globalSetup: './test/global-setup.ts',
  },
})
