import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('__fixtures__/failing-tests', import.meta.url))
const vitest = fileURLToPath(new URL('../vitest.mjs', import.meta.resolve('vitest')))

it('a run of tests that fail beside the server ends with a failure', async () => {
  const run = spawn(process.execPath, [vitest, 'run', '--root', root], { stdio: 'pipe' })
  let written = ''
  run.stdout.on('data', (text: Buffer) => (written += text.toString()))
  const [code] = (await once(run, 'close')) as [number]
  expect(written).toContain('1 failed')
  expect(code).toBe(1)
}, 60_000)
