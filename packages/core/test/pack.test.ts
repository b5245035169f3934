import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const run = promisify(execFile)
const packages = new URL('../../', import.meta.url).pathname

/** What a program that embeds HydraFlow looks like. */
const program = `
import { DatabaseSync } from 'node:sqlite'
import { type Thread, isHydraFlowError, openWorkspace } from '@hydraflow/core'

const history = new DatabaseSync('History')
history.exec(\`
  create table urls (id integer primary key, url text, title text, visit_count integer, last_visit_time integer, hidden integer);
  create table visits (id integer primary key, url integer, visit_time integer, from_visit integer, transition integer);
  insert into urls values (1, 'https://example.com/', 'Example', 1, 13300000000000000, 0);
  insert into visits values (1, 1, 13300000000000000, 0, 805306368);
\`)
history.close()

const workspace = await openWorkspace({ dataDir: './data' })
const { thread }: { thread: Thread } = await workspace.tabs.bindThread({ tabId: 'tab-1', title: 'Bikes' })
await workspace.messages.append({ threadId: thread.id, role: 'user', content: 'Which one was under 900?' })
const { items } = await workspace.search.query({ q: 'under 900' })
const missing = await workspace.imports.run({ path: 'nothing' }).catch((error: unknown) => error)
if (!isHydraFlowError(missing)) throw new Error('A missing file is refused.')
const { id } = await workspace.imports.run({ path: 'History' })
let status = ''
for await (const job of workspace.jobs.watch({ id })) status = job.status
await workspace.close()
console.log(JSON.stringify({ found: items.map(({ kind }) => kind), reason: missing.reason, status }))
`

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hydraflow-embed-'))
  const project = join(directory, 'project')
  await mkdir(project)
  for (const name of ['db', 'core']) {
    await run('npx', ['--yes', '--prefer-offline', 'pnpm@12.21.0', 'pack', '--pack-destination', directory], {
      cwd: join(packages, name),
    })
  }
  const tarballs = (await readdir(directory)).filter((name) => name.endsWith('.tgz')).map((name) => `file:../${name}`)
  // No registry knows the package of the database, which that of the core asks for.
  const overrides = { '@hydraflow/db': tarballs.find((name) => name.includes('-db-')) }
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'embedder', private: true, type: 'module', overrides }),
  )
  await writeFile(join(project, 'program.ts'), program)
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '@types/node@26', ...tarballs]
  await run('npm', install, { cwd: project })
}, 120_000)

afterAll(() => rm(directory, { recursive: true, force: true }))

it('embeds in a program outside the repository, installed by npm, type-checked strictly', async () => {
  const project = join(directory, 'project')
  const tsc = new URL('../../../node_modules/typescript/bin/tsc', import.meta.url).pathname
  const strict = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext',
    '--types',
    'node',
    '--skipLibCheck',
    'program.ts',
  ]
  await run(process.execPath, [tsc, ...strict], { cwd: project })
  const { stdout } = await run(process.execPath, ['program.ts'], { cwd: project })
  expect(JSON.parse(stdout)).toEqual({ found: ['message'], reason: 'IMPORT_FILE_NOT_FOUND', status: 'succeeded' })
}, 60_000)
