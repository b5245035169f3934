import { execFile } from 'node:child_process'
import { closeSync, openSync, readSync, readdirSync } from 'node:fs'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { promisify } from 'node:util'

/** The variable by which every process of a run is known, also one that left its group and its parent. */
export const markVariable = 'HYDRAFLOW_CHECK_RUN'

export interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** 0 where it cannot be known. */
  readonly session: number
  readonly marked: boolean
}

/** Everything that runs on this machine. On Linux, what began at `since` or later and holds the mark is stopped on sight. */
export const readProcesses = (mark: string, since: number): Promise<ProcessRow[]> =>
  process.platform === 'linux' ? readProc(mark, since) : readPs()

/** When a process began, as a number that grows; 0 where that is not known. */
export const startOf = (pid: number): number =>
  process.platform === 'linux' ? (rowFromStat(readProcFile(pid, 'stat'), pid)?.startedAt ?? 0) : 0

/**
 * Newest first, and each marked one is stopped as soon as it is seen: a process that does nothing but fork and exit
 * would be gone before the whole table is read. Stopping keeps its children findable by their parent; killing would not.
 */
async function readProc(mark: string, since: number): Promise<ProcessRow[]> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const newestFirst = pids.map(Number).toSorted((one, other) => other - one)
  const ownSession = rowFromStat(readProcFile(process.pid, 'stat'), process.pid)?.session
  const rows: ProcessRow[] = []
  for (const [index, pid] of newestFirst.entries()) {
    if (index % 200 === 199) await letOthersRun()
    const row = rowFromStat(readProcFile(pid, 'stat'), pid)
    if (!row) continue
    const marked = row.startedAt >= since && row.session !== ownSession && isMarked(pid, mark)
    if (marked) signalTo(pid, 'SIGSTOP')
    rows.push({ ...row, marked })
  }
  return rows
}

/** The variables of a process are separated by NUL, so that the mark is found only as a whole one. */
const isMarked = (pid: number, mark: string): boolean =>
  `\0${readProcFile(pid, 'environ')}`.includes(`\0${markVariable}=${mark}\0`)

const buffer = Buffer.allocUnsafe(64 * 1024)

/**
 * Processes end while one reads, and those of others may not be read; neither is ours to end. The kernel fills the
 * buffer as far as it can, so that one read is enough for all but a huge environment.
 */
function readProcFile(pid: number, name: 'environ' | 'stat'): string {
  let file: number | undefined
  try {
    file = openSync(`/proc/${pid}/${name}`, 'r')
    let text = ''
    for (let length = buffer.length; length === buffer.length; ) {
      length = readSync(file, buffer, 0, buffer.length, null)
      text += buffer.toString('latin1', 0, length)
    }
    return text
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** A zombie waits for its parent to ask for it and does nothing more, unless threads of it live on. */
function rowFromStat(stat: string, pid: number) {
  // The name of the program stands in parentheses, and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent, group, session] = fields
  if (state === '' || state === 'X' || (state === 'Z' && Number(fields[17]) <= 1)) return undefined
  const startedAt = Number(fields[19])
  return { pid, parent: Number(parent), group: Number(group), session: Number(session), startedAt }
}

async function readPs(): Promise<ProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,stat='], {
    maxBuffer: 16 * 1024 * 1024,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  })
  return rowsFromPs(stdout)
}

export const rowsFromPs = (text: string): ProcessRow[] =>
  [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+([^\s]*)/gm)]
    .filter(([, , , , state = '']) => !state.startsWith('Z'))
    .map(([, pid, parent, group]) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: 0,
      marked: false,
    }))

/** False when there is nothing of this number to signal. */
export function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
