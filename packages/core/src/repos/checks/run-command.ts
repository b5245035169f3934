import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { CheckResult } from '../../contract/index.ts'
import { askToEnd, killTree } from './end-processes.ts'
import { type GatheredOutput, gatherOutput } from './gather-output.ts'
import { markVariable, startOf } from './process-table.ts'

export interface CommandRun {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly timeoutMs: number
  /** All variables that the program gets, beside the mark. */
  readonly env: Readonly<Record<string, string>>
  /** Names this run alone: its processes are known by it. */
  readonly mark: string
  readonly signal: AbortSignal
  /** Told the first 256 KiB of the output as they come. It must not throw. */
  readonly onOutput: (text: string) => void
}

/** `head` and `tail` are the first and last 256 KiB; unless `truncated`, one behind the other they are the output. */
export interface CommandResult extends GatheredOutput {
  readonly status: CheckResult['status']
  readonly exitCode: number | null
  readonly signal: string | null
  readonly durationMs: number
  readonly error?: string
}

type Child = ChildProcessByStdio<null, Readable, Readable>
type Ending = 'exited' | 'timed_out' | 'cancelled'

/** After the kill, how long the kernel may take to report the end and to close the pipes. */
const lastWordsMs = 1_000

const nothing: Omit<CommandResult, 'status'> = {
  exitCode: null,
  signal: null,
  durationMs: 0,
  outputBytes: 0,
  truncated: false,
  head: '',
  tail: '',
}

/**
 * Runs one program in a process group of its own, and leaves no process of it behind, however it ends: it exits, its
 * time is over (a moment to end by itself, then the kill), or the signal aborts it.
 */
export async function runCommand(run: CommandRun): Promise<CommandResult> {
  if (run.signal.aborted) return { ...nothing, status: 'cancelled' }
  const startedAt = performance.now()
  let child: Child
  try {
    child = start(run)
  } catch (error) {
    return { ...nothing, status: 'not_started', error: await whyNotStarted(run, error) }
  }
  const leader = child.pid ?? 0
  const since = startOf(leader)
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, at: performance.now() }))
  })
  const closed = once(child, 'close')
  const finishOutput = gatherOutput([child.stdout, child.stderr], run.onOutput)
  try {
    closed.catch(() => {})
    await once(child, 'spawn')
  } catch (error) {
    finishOutput()
    return { ...nothing, status: 'not_started', error: await whyNotStarted(run, error) }
  }

  const ending = await firstEnding(exited, run)
  if (ending !== 'exited') await askToEnd(leader)
  const left = await killTree({ mark: run.mark, leader, since })
  const exit = await within(lastWordsMs, exited)
  await within(lastWordsMs, closed)
  return {
    status: ending === 'exited' ? (exit?.exitCode === 0 ? 'passed' : 'failed') : ending,
    exitCode: exit?.exitCode ?? null,
    signal: exit?.signal ?? null,
    durationMs: Math.round((exit?.at ?? performance.now()) - startedAt),
    ...finishOutput(),
    ...(left > 0 && { error: `${left} of its processes could not be ended.` }),
  }
}

interface Exit {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly at: number
}

function start({ command: [program = '', ...args], cwd, env, mark }: CommandRun): Child {
  return spawn(program, args, {
    cwd,
    env: { ...env, [markVariable]: mark },
    detached: true,
    shell: false,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function firstEnding(exited: Promise<unknown>, { timeoutMs, signal }: CommandRun): Promise<Ending> {
  return new Promise((resolve) => {
    const end = (ending: Ending) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      resolve(ending)
    }
    const cancel = () => end('cancelled')
    const timer = setTimeout(() => end('timed_out'), timeoutMs)
    signal.addEventListener('abort', cancel)
    void exited.then(() => end('exited'))
    if (signal.aborted) cancel()
  })
}

/** What the promise resolves with, or undefined when that takes longer. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** The system says "no such file" of the program and of the directory alike. */
async function whyNotStarted({ command: [program = ''], cwd }: CommandRun, error: unknown): Promise<string> {
  const directory = await stat(cwd).catch(() => null)
  if (!directory?.isDirectory()) return `The directory ${cwd} does not exist.`
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `The program "${program}" was not found.`
  if (code === 'EACCES') return `The program "${program}" may not be executed.`
  return `The program "${program}" could not be started: ${message}`
}
