import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient } from '@hydraflow/sdk'
import { median } from '../rounds.ts'
import type { Row } from '../row.ts'
import { startOurs } from '../servers.ts'
import { withDirectory } from '../temporary.ts'

const run = promisify(execFile)

const files = 50
const linesOfFile = 80
const rounds = 60
/** The first rounds compile our code; a server that has run for a minute has it compiled. */
const warmUp = 20
const much = 1_000_000_000
const budget = {
  maxLines: much,
  perHour: { maxPatches: much, maxLines: much },
  perDay: { maxPatches: much, maxLines: much },
}

const nameOf = (file: number) => `file-${file}.txt`

/** Every other line is another one in each version. */
const contentOf = (file: number, version: number) =>
  Array.from({ length: linesOfFile }, (_, line) =>
    line % 2 === 0 ? `line ${line} of ${file}\n` : `line ${line} of ${file}, version ${version}\n`,
  ).join('')

/** Applies a patch of 50 files and 4,000 lines through the SDK, all its fsyncs included, beside `git apply`, which has none. */
export const applyPatch = (): Promise<Row[]> =>
  withDirectory(async (directory) => {
    const [ours, peer] = ['ours', 'peer'].map((name) => join(directory, name)) as [string, string]
    for (const root of [ours, peer]) makeFiles(root)
    const patches = await patchesIn(peer)
    const server = await startOurs(join(directory, 'data'))
    const client = createClient({ url: server.url, token: server.token })
    const times = { ours: [] as number[], peer: [] as number[] }
    try {
      const { id: repoId } = await client.repos.register({ root: ours, budget })
      for (let round = 0; round < rounds; round++) {
        const patch = patches[round % 2] as { text: string; path: string }
        times.ours.push(await timeOf(() => client.repos.applyPatch({ repoId, patch: patch.text })))
        // The files of a repository lie on the disk, as ours do after each patch; git replaces faster what never got there.
        await run('sync')
        times.peer.push(await timeOf(() => run('git', ['apply', patch.path], { cwd: peer })))
      }
    } finally {
      client.close()
      await server.stop()
    }
    const measured = { ours: median(times.ours.slice(warmUp)), peer: median(times.peer.slice(warmUp)) }
    return [
      { name: `apply ${files} files x ${linesOfFile} lines`, unit: 'ms', ...measured, target: { ratioAtMost: 2 } },
    ]
  })

function makeFiles(root: string): void {
  mkdirSync(root)
  for (let file = 0; file < files; file++) writeFileSync(join(root, nameOf(file)), contentOf(file, 0))
}

/** The patch to version 1 and the one back. */
async function patchesIn(root: string) {
  await run('git', ['init', '-q'], { cwd: root })
  await run('git', ['add', '.'], { cwd: root })
  for (let file = 0; file < files; file++) writeFileSync(join(root, nameOf(file)), contentOf(file, 1))
  const there = (await run('git', ['diff'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout
  const back = (await run('git', ['diff', '-R'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })).stdout
  await run('git', ['checkout', '-q', '.'], { cwd: root })
  return [there, back].map((text, at) => {
    const path = join(root, '..', `${at}.diff`)
    writeFileSync(path, text)
    return { text, path }
  })
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}
