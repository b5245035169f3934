import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readProcesses, signalTo } from './process-table.ts'
import { runProcesses } from './run-processes.ts'

const graceMs = 700
const giveUpMs = 5_000
const quietLooks = 3

/**
 * Ends what a run of a check left behind when the server crashed. Off Linux the variables of a process cannot be
 * read, and its leader is not known any more, so that nothing is found.
 */
export async function endProcesses(mark: string): Promise<void> {
  await killTree({ mark, leader: 0, since: 0 })
}

/** `leader` is the process that was started, and `since` its `startOf`; 0 when they are not known any more. */
interface Run {
  readonly mark: string
  readonly leader: number
  readonly since: number
}

/** Asks the group of a run to end, and waits a moment for it: a cancel is to be over within a second. */
export async function askToEnd(leader: number): Promise<void> {
  if (process.platform === 'win32' || !signalTo(-leader, 'SIGTERM')) return
  const until = performance.now() + graceMs
  while (signalTo(-leader, 0) && performance.now() < until) await wait(20)
}

/**
 * Kills every process of a run until three looks in a row find none: one that is about to become another program shows
 * no variables for a moment, and one that forks on can slip through a look. Resolves with how many could not be ended.
 */
export async function killTree({ mark, leader, since }: Run): Promise<number> {
  if (process.platform === 'win32') return await killTreeOnWindows(leader)
  const known = new Set([leader])
  const until = performance.now() + giveUpMs
  let alive = 0
  let quiet = 0
  while (quiet < quietLooks && performance.now() < until) {
    const found = runProcesses(await readProcesses(mark, since), known, process.pid)
    // A group dies as one, also while it forks. Before the first look this would hide who descends from it.
    if (leader > 1) signalTo(-leader, 'SIGKILL')
    for (const { pid, group, session } of found) {
      // The numbers of groups and sessions are not given out again while one of their processes lives.
      known.add(session || group)
      signalTo(pid, 'SIGKILL')
    }
    alive = found.length
    quiet = alive === 0 ? quiet + 1 : 0
    if (quiet < quietLooks) await wait(quiet === 0 ? 2 : 10)
  }
  return alive
}

async function killTreeOnWindows(leader: number): Promise<number> {
  if (leader === 0) return 0
  await promisify(execFile)('taskkill', ['/pid', String(leader), '/t', '/f'], { windowsHide: true }).catch(() => {})
  return 0
}
