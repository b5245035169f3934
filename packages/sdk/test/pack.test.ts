import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type TestServer, startServer } from '@hydraflow/server/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const packageRoot = join(import.meta.dirname, '..')
const workspaceRoot = join(packageRoot, '..', '..')
const binary = (name: string, root = packageRoot) => join(root, 'node_modules', '.bin', name)
// npm must not take the workspace, or the settings of the pnpm that runs this test, for those of the project outside.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm_)/i.test(name)))

const run = async (command: string, args: string[], cwd: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1e8 }).catch(
    (error: { message: string; stdout?: string }) => {
      throw new Error(`${error.message}\n${error.stdout ?? ''}`)
    },
  )
  return stdout
}

const outside = mkdtempSync(join(tmpdir(), 'hydraflow-outside-'))
const installed = join(outside, 'node_modules', '@hydraflow', 'sdk')
let tarball: string
let server: TestServer

/** A program of someone who has only the package. */
const program = `
import { type Client, HydraFlowError, type Job, type Thread, createClient, isHydraFlowError, listAll } from '@hydraflow/sdk'
import type { AppRouter } from '@hydraflow/sdk'
import { createTRPCClient, httpLink } from '@trpc/client'

const client: Client = createClient()
const thread: Thread = await client.threads.create({ title: 'From outside' })
const titles: string[] = []
for await (const { title } of listAll(client.threads.list, { limit: 1 })) titles.push(title)
const watched: Promise<IteratorResult<Job>> = client.jobs.watch()[Symbol.asyncIterator]().next()
void watched.catch(() => {})
try {
  await client.threads.get({ id: 'none' })
} catch (error) {
  if (!isHydraFlowError(error)) throw error
  const known: HydraFlowError = error
  console.log(JSON.stringify([thread.title, titles, known.reason, (await client.overview.get()).counts.threads]))
}
// @ts-expect-error there is no such status
void (() => client.tasks.create({ title: 'x', status: 'lost' }))
// @ts-expect-error an id is needed
void (() => client.threads.get())
const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: 'http://127.0.0.1:9' })] })
const typed: () => Promise<Thread> = () => trpc.threads.get.query({ id: 'x' })
void typed
client.close()
`

beforeAll(async () => {
  const { packageManager } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as {
    packageManager: string
  }
  await run('npx', ['--yes', '--prefer-offline', packageManager, 'pack', '--pack-destination', outside], packageRoot)
  tarball = join(outside, readdirSync(outside).find((name) => name.endsWith('.tgz'))!)
  writeFileSync(join(outside, 'package.json'), JSON.stringify({ name: 'outside', private: true, type: 'module' }))
  const { version } = JSON.parse(
    readFileSync(join(packageRoot, 'node_modules', 'typescript', 'package.json'), 'utf8'),
  ) as { version: string }
  const wanted = [tarball, '@trpc/client', `typescript@${version}`]
  // A connection that got stuck is given up and tried again, well within the time of this test.
  const patient = ['--prefer-offline', '--fetch-timeout=20000', '--fetch-retries=5']
  await run('npm', ['install', '--no-audit', '--no-fund', ...patient, ...wanted], outside)
  server = await startServer()
}, 240_000)
afterAll(() => server?.stop())

describe('the package, installed by npm in a project outside', () => {
  test('brings none of the server along', () => {
    const names = readdirSync(join(outside, 'node_modules')).filter((name) => !name.startsWith('.'))
    expect(names.filter((name) => ['hono', '@hono', 'kysely', 'better-sqlite3', 'pg', 'pino'].includes(name))).toEqual(
      [],
    )
    expect(readdirSync(join(outside, 'node_modules', '@hydraflow'))).toEqual(['sdk'])
    for (const file of readdirSync(join(installed, 'dist')).filter((name) => name.endsWith('.d.ts')))
      expect(readFileSync(join(installed, 'dist', file), 'utf8')).not.toMatch(
        /kysely|better-sqlite3|hono\b|@hydraflow\/(core|server|db)/,
      )
    expect(readFileSync(join(installed, 'package.json'), 'utf8')).not.toMatch(/workspace:|catalog:/)
  })

  test.each([
    ['as Node resolves it', { module: 'nodenext' }],
    ['as a bundler does', { module: 'esnext', moduleResolution: 'bundler', customConditions: ['browser'] }],
  ])('passes the strictest type check, %s', async (_, options) => {
    const compilerOptions = {
      target: 'es2024', // tRPC's own types name Disposable.
      lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
      strict: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      types: [],
      ...options,
    }
    writeFileSync(join(outside, 'program.ts'), program)
    writeFileSync(join(outside, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
    await run(binary('tsc', outside), ['-p', '.'], outside)
  })

  test('runs against a real server, which it finds by itself', async () => {
    writeFileSync(join(outside, 'program.ts'), program)
    env['HYDRAFLOW_DATA_DIR'] = server.dataDir
    const said = await run(process.execPath, ['program.ts'], outside)
    expect(JSON.parse(said)).toEqual(['From outside', ['From outside'], 'THREAD_NOT_FOUND', 1])
  })

  test('its browser entry imports nothing of Node', () => {
    const files = new Set<string>()
    const follow = (name: string) => {
      if (files.has(name)) return
      files.add(name)
      const code = readFileSync(join(installed, 'dist', name), 'utf8')
      expect(code, name).not.toMatch(/from ["']node:|env-paths|process\./)
      for (const [, next] of code.matchAll(/from ["']\.\/([^"']+)["']/g)) follow(next!)
    }
    follow('index.js')
    expect(files.size).toBeGreaterThan(1)
  })

  test('publint and attw find nothing to say', async () => {
    expect(await run(binary('publint'), ['--strict', '--pack', 'false', installed], outside)).toMatch(/All good!/)
    // It fails with its own sentence. The package is for `import` alone, as its profile says.
    await run(binary('attw'), ['--profile', 'esm-only', tarball], outside)
  })
})
