import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['fails.ts'], globalSetup: ['../../testing-server.ts'] } })
