import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type TestServer, startServer } from '@hydraflow/server/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumHistory } from './history-file.ts'

const examples = join(import.meta.dirname, '..', 'examples')
const run = promisify(execFile)

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const history = join(mkdtempSync(join(tmpdir(), 'hydraflow-example-')), 'History')
writeFileSync(history, chromiumHistory(5))

/** What each example is given and what it says. An example without a line here fails. */
const expected: Record<string, { args?: string[]; says: RegExp }> = {
  'quick-start.ts': { says: /^message: .*gravel bike/ },
  'walk-history.ts': { says: /^(\S+Z https:\/\/example\.org\/[abc]\n){3}$/ },
  'import-history.ts': { args: [history], says: /^5 of 5 visits are new\n(.*\n)*succeeded/ },
  'handle-errors.ts': { says: /^It is gone: / },
}

test.each(readdirSync(examples))('%s', async (name) => {
  const { args = [], says } = expected[name]!
  const env = { ...process.env, HYDRAFLOW_DATA_DIR: server.dataDir }
  const { stdout } = await run(process.execPath, [join(examples, name), ...args], { env })
  expect(stdout).toMatch(says)
})

test('every example in the README is one of these, word for word', () => {
  const readme = readFileSync(join(examples, '..', 'README.md'), 'utf8')
  for (const name of readdirSync(examples)) {
    const code = readFileSync(join(examples, name), 'utf8').replace(/^\/\/.*\n/, '')
    expect(readme, name).toContain(code.trim())
  }
})
