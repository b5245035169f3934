import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, readdirSync, watch, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type SpawnedServer, spawnServer } from './testing.ts'

/** What kills in the middle of patches did. */
export interface KillCounts {
  readonly kills: number
  /** Kills that left some files renamed and others not: the dangerous moment. */
  readonly whileRenaming: number
  /** Kills after which the whole patch was there, or nothing of it, before anything was repaired. */
  readonly wholeAlready: number
  /** After the next start. */
  readonly halfApplied: number
  readonly leftOver: number
  readonly acknowledgedLost: number
  readonly ledgersBroken: number
}

interface KillOptions {
  readonly kills: number
  /** Of the patch. */
  readonly files: number
  /** Hears about each kill. */
  readonly onKill?: (kill: number, counts: KillCounts) => void
}

const nameOf = (file: number) => `file-${String(file).padStart(3, '0')}.txt`
const contentOf = (version: number, file: number) => `version ${version}\nof file ${file}\n${'text\n'.repeat(20)}`

/**
 * Applies patch after patch to a directory of many files and kills the server in the middle of each: at a random moment
 * of the request every other time, else right after the first file was seen to change. Then starts it again and looks
 * at the tree, the ledger and the temporary files.
 */
export async function killPatches({ kills, files, onKill }: KillOptions): Promise<KillCounts> {
  const root = await mkdtemp(join(tmpdir(), 'hydraflow-killed-'))
  const dataDir = await mkdtemp(join(tmpdir(), 'hydraflow-test-'))
  for (let file = 0; file < files; file++) writeFileSync(join(root, nameOf(file)), contentOf(0, file))
  const counts = {
    kills: 0,
    whileRenaming: 0,
    wholeAlready: 0,
    halfApplied: 0,
    leftOver: 0,
    acknowledgedLost: 0,
    ledgersBroken: 0,
  }
  let server = await spawnServer({ dataDir })
  try {
    const repoId = await register(server, root)
    let version = 0
    const normalMs = await timeOf(async () => {
      await apply(server, repoId, ++version, files)
    })
    while (counts.kills < kills) {
      const aimed = counts.kills % 2 === 1
      const next = version + 1
      const acknowledged = await killedApply(server, { root, repoId, version: next, files, aimed, normalMs })
      counts.kills++
      const atKill = versionsIn(root, files)
      if (atKill.size === 1) counts.wholeAlready++
      else counts.whileRenaming++
      server = await spawnServer({ dataDir })
      const after = versionsIn(root, files)
      if (after.size !== 1) counts.halfApplied++
      const [found = version] = after
      if (acknowledged && found !== next) counts.acknowledgedLost++
      counts.leftOver += readdirSync(root).filter((name) => name.startsWith('.hydraflow-')).length
      if (!(await isLedgerWhole(server, repoId, root))) counts.ledgersBroken++
      version = found
      onKill?.(counts.kills, { ...counts })
    }
    return counts
  } finally {
    await server.stop()
    await rm(root, { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function register(server: SpawnedServer, root: string): Promise<string> {
  const much = 1_000_000_000
  const window = { maxPatches: much, maxLines: much }
  const budget = { maxFiles: much, maxLines: much, maxBytes: much, perHour: window, perDay: window }
  const response = await server.request('/api/repo', { json: { root, budget } })
  return ((await response.json()) as { id: string }).id
}

async function apply(server: SpawnedServer, repoId: string, version: number, files: number): Promise<boolean> {
  const changed = Array.from({ length: files }, (_, file) => ({
    path: nameOf(file),
    content: contentOf(version, file),
  }))
  const response = await server.request(`/api/repo/${repoId}/apply_patch`, { json: { files: changed } })
  if (!response.ok) throw new Error(`The patch was refused: ${await response.text()}`)
  return true
}

interface Killed {
  readonly root: string
  readonly repoId: string
  readonly version: number
  readonly files: number
  readonly aimed: boolean
  readonly normalMs: number
}

/** True when the answer came before the server was dead. */
async function killedApply(server: SpawnedServer, { root, repoId, version, files, aimed, normalMs }: Killed) {
  const exited = once(server.process, 'exit')
  const kill = () => void server.process.kill('SIGKILL')
  let acknowledged = false
  const firstChange = new AbortController()
  if (aimed) {
    const watcher = watch(root, { signal: firstChange.signal }, (_, name) => {
      if (!name?.startsWith('file-')) return
      firstChange.abort()
      setTimeout(kill, Math.random() * 3)
    })
    watcher.on('error', () => {})
  } else {
    void delay(Math.random() * normalMs * 1.1).then(kill)
  }
  const applied = apply(server, repoId, version, files).then(
    () => {
      acknowledged = server.process.signalCode === null
      kill()
    },
    () => {},
  )
  await exited
  firstChange.abort()
  const before = acknowledged
  await applied
  return before
}

/** The versions that files are of; a healthy tree has one. */
function versionsIn(root: string, files: number): Set<number> {
  const versions = new Set<number>()
  for (let file = 0; file < files; file++) {
    const text = readFileSync(join(root, nameOf(file)), 'utf8')
    const version = Number(/^version (\d+)\n/.exec(text)?.[1])
    versions.add(text === contentOf(version, file) ? version : Number.NaN)
  }
  return versions
}

/** The chain is whole, and its last applied change says what the files are. */
async function isLedgerWhole(server: SpawnedServer, repoId: string, root: string): Promise<boolean> {
  const check = (await (await server.request(`/api/repo/${repoId}/ledger/verify`)).json()) as { ok: boolean }
  const page = await server.request(`/api/repo/${repoId}/changes?status=applied&limit=1`)
  const [last] = ((await page.json()) as { items: { files: { path: string; afterSha256: string }[] }[] }).items
  const file = last?.files.find(({ path }) => path === nameOf(0))
  const now = createHash('sha256')
    .update(readFileSync(join(root, nameOf(0))))
    .digest('hex')
  return check.ok && file?.afterSha256 === now
}

async function timeOf(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}
