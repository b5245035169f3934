import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkEnvironment } from './check-environment.ts'
import { endProcesses } from './end-processes.ts'
import { type CommandRun, runCommand } from './run-command.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hydraflow-checks-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

let scripts = 0
async function script(text: string, ending = 'mjs'): Promise<string> {
  const path = join(directory, `${scripts++}.${ending}`)
  await writeFile(path, text, { mode: 0o755 })
  return path
}

let marks = 0
const newMark = () => `test-${process.pid}-${marks++}`

const run = (command: string[], more: Partial<CommandRun> = {}) =>
  runCommand({
    command,
    cwd: directory,
    timeoutMs: 20_000,
    env: checkEnvironment({ PATH: process.env.PATH }),
    mark: newMark(),
    signal: new AbortController().signal,
    onOutput: () => {},
    ...more,
  })

const runNode = async (text: string, more?: Partial<CommandRun>) => run([process.execPath, await script(text)], more)

/** The processes that hold a mark; a zombie has no variables. */
const marked = (mark: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`HYDRAFLOW_CHECK_RUN=${mark}\0`)
      )
    } catch {
      return false
    }
  })

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

const pidsIn = (text: string) => [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid))

/** Does not end by itself for a minute, nor when it is asked to; then it does, should the kill have failed. */
const stubborn = `
  process.on('SIGTERM', () => {})
  setTimeout(() => process.exit(), 60_000)
  console.log('pid ' + process.pid)
`

/** A leader with a child in its group and one that has a session of its own and keeps the pipe open; both stubborn. */
async function tree(more = ''): Promise<string> {
  const leaf = await script(stubborn)
  return await script(`
    import { spawn } from 'node:child_process'
    const stdio = ['ignore', 'inherit', 'inherit']
    spawn(process.execPath, [${JSON.stringify(leaf)}], { stdio })
    spawn(process.execPath, [${JSON.stringify(leaf)}], { stdio, detached: true }).unref()
    ${more}
  `)
}

/** Resolves when the output has named this many processes. */
function whenNamed(count: number) {
  let text = ''
  const { promise, resolve } = Promise.withResolvers<void>()
  const onOutput = (more: string) => {
    text += more
    if (pidsIn(text).length >= count) resolve()
  }
  return { onOutput, named: promise }
}

describe('a command', () => {
  it('passes with the exit code 0', async () => {
    const result = await runNode(`console.log('fine')`)
    expect(result).toEqual({
      status: 'passed',
      exitCode: 0,
      signal: null,
      durationMs: expect.any(Number),
      outputBytes: 5,
      truncated: false,
      head: 'fine\n',
      tail: '',
    })
  })

  it('fails with any other', async () => {
    expect(await runNode(`process.exit(3)`)).toMatchObject({ status: 'failed', exitCode: 3, signal: null })
  })

  it('fails when a signal ends it', async () => {
    const result = await runNode(`process.kill(process.pid, 'SIGKILL')`)
    expect(result).toMatchObject({ status: 'failed', exitCode: null, signal: 'SIGKILL' })
  })

  it('says that the program was not found', async () => {
    const result = await run(['no-such-program'])
    expect(result).toMatchObject({ status: 'not_started', error: 'The program "no-such-program" was not found.' })
  })

  it('says that the program may not be executed', async () => {
    const path = join(directory, 'text')
    await writeFile(path, 'no program', { mode: 0o644 })
    const result = await run([path])
    expect(result).toMatchObject({ status: 'not_started', error: `The program "${path}" may not be executed.` })
  })

  it('says that the directory is not there', async () => {
    const result = await run([process.execPath], { cwd: join(directory, 'nowhere') })
    expect(result).toMatchObject({ status: 'not_started', error: expect.stringContaining('does not exist') })
  })

  it('is not started with arguments that are too long', async () => {
    const result = await run([process.execPath, 'x'.repeat(8_000_000)])
    expect(result).toMatchObject({ status: 'not_started', error: expect.stringContaining('could not be started') })
  })

  it('is given its arguments as they are', async () => {
    const path = await script(`console.log(JSON.stringify(process.argv.slice(2)))`)
    const args = ['$HOME', '*', '; exit 1', '', "it's"]
    expect(JSON.parse((await run([process.execPath, path, ...args])).head)).toEqual(args)
  })

  it('sees no variable but those it is given, and its mark', async () => {
    process.env.SECRET_OF_THE_SERVER = 'secret'
    const result = await runNode(`console.log(JSON.stringify(process.env))`, {
      env: { PATH: '/bin', OWN: 'yes' },
      mark: 'the mark',
    })
    delete process.env.SECRET_OF_THE_SERVER
    expect(JSON.parse(result.head)).toEqual({ PATH: '/bin', OWN: 'yes', HYDRAFLOW_CHECK_RUN: 'the mark' })
  })

  it('is not started when it is cancelled already', async () => {
    const path = join(directory, 'touched')
    const text = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(path)}, '')`
    expect(await runNode(text, { signal: AbortSignal.abort() })).toMatchObject({ status: 'cancelled', exitCode: null })
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })
})

describe('the end of a run', () => {
  it('comes to the whole tree when the time is over', async () => {
    const leader = await tree(stubborn)
    const result = await run([process.execPath, leader], { timeoutMs: 1_500 })
    expect(result).toMatchObject({ status: 'timed_out', exitCode: null, signal: 'SIGKILL' })
    expect(result.durationMs).toBeLessThan(4_500)
    expect(pidsIn(result.head).filter(isAlive)).toEqual([])
  })

  it('comes to the whole tree when the signal aborts', async () => {
    const { onOutput, named } = whenNamed(3)
    const cancel = new AbortController()
    const mark = newMark()
    const running = run([process.execPath, await tree(stubborn)], { signal: cancel.signal, onOutput, mark })
    await named
    cancel.abort()
    const result = await running
    expect(result.status).toBe('cancelled')
    expect(pidsIn(result.head)).toHaveLength(3)
    expect(pidsIn(result.head).filter(isAlive)).toEqual([])
    if (process.platform === 'linux') expect(marked(mark)).toEqual([])
  })

  it('lets a program that hears the request end by itself', async () => {
    const { onOutput, named } = whenNamed(1)
    const cancel = new AbortController()
    const text = `
      process.on('SIGTERM', () => { console.log('tidied up'); process.exit(7) })
      setTimeout(() => {}, 60_000)
      console.log('pid ' + process.pid)
    `
    const running = runNode(text, { signal: cancel.signal, onOutput })
    await named
    cancel.abort()
    const result = await running
    expect(result).toMatchObject({ status: 'cancelled', exitCode: 7, signal: null })
    expect(result.head).toContain('tidied up')
  })

  it('does not wait for what the program left behind, and ends it', async () => {
    const { onOutput, named } = whenNamed(2)
    const leader = await tree(`process.stdin.on('end', () => {}); process.on('SIGUSR2', () => process.exit(0))
      setTimeout(() => {}, 60_000)
      console.log('leader=' + process.pid)`)
    let leaderPid = 0
    const running = run([process.execPath, leader], {
      onOutput(text) {
        leaderPid = Number(/leader=(\d+)/.exec(text)?.[1] ?? leaderPid)
        onOutput(text)
      },
    })
    await named
    process.kill(leaderPid, 'SIGUSR2')
    const result = await running
    expect(result).toMatchObject({ status: 'passed', exitCode: 0 })
    expect(pidsIn(result.head).filter(isAlive)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('comes to a child that hides its variables and its group', async () => {
    const { onOutput, named } = whenNamed(2)
    const cancel = new AbortController()
    const leaf = await script(stubborn)
    const text = `
      import { spawn } from 'node:child_process'
      spawn(process.execPath, [${JSON.stringify(leaf)}], { stdio: ['ignore', 'inherit', 'inherit'], detached: true, env: {} })
      ${stubborn}
    `
    const running = runNode(text, { signal: cancel.signal, onOutput })
    await named
    cancel.abort()
    expect(pidsIn((await running).head).filter(isAlive)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('outruns one that forks on in ever new sessions', async () => {
    const chain = await script(
      `trap '' TERM\n[ "$1" = 0 ] && echo pid 1\n[ "$1" -gt 20000 ] && exit\nsetsid sh "$0" $(($1 + 1)) &\nexit 0\n`,
      'sh',
    )
    const mark = newMark()
    const start = await script(`trap '' TERM\nsh ${chain} 0\nwhile :; do sleep 1; done\n`, 'sh')
    const result = await run(['sh', start], { timeoutMs: 300, mark })
    expect(result.status).toBe('timed_out')
    expect(result.error).toBeUndefined()
    expect(marked(mark)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('comes to what a crashed server left, and to nothing else', async () => {
    const leaf = await script(stubborn)
    const start = async (mark: string): Promise<ChildProcess> => {
      const child = spawn(process.execPath, [leaf], {
        env: { HYDRAFLOW_CHECK_RUN: mark },
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      await once(child.stdout ?? child, 'data')
      return child
    }
    const mark = newMark()
    const [orphan, neighbour] = [await start(mark), await start(`${mark}0`)]
    const ended = once(orphan, 'exit')
    await endProcesses(mark)
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(isAlive(neighbour.pid ?? 0)).toBe(true)
    neighbour.kill('SIGKILL')
  })
})

describe('the output of a run', () => {
  it('holds both streams in the order in which they come', async () => {
    const result = await runNode(`
      import { writeSync } from 'node:fs'
      import { setTimeout as wait } from 'node:timers/promises'
      for (const [stream, text] of [[1, 'one '], [2, 'two '], [1, 'three ']]) {
        writeSync(stream, text)
        await wait(100)
      }
    `)
    expect(result).toMatchObject({ head: 'one two three ', outputBytes: 14 })
  })

  it('is text whatever the bytes are', async () => {
    const result = await runNode(`
      import { writeSync } from 'node:fs'
      import { setTimeout as wait } from 'node:timers/promises'
      const smile = Buffer.from('😀')
      writeSync(1, smile.subarray(0, 2))
      await wait(100)
      writeSync(1, smile.subarray(2))
      writeSync(1, Buffer.from([0, 0xff, 0xed, 0xa0, 0x80, 0x41, 0xf0, 0x9f]))
    `)
    expect(result.head).toBe('😀\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD')
    expect(result.outputBytes).toBe(12)
  })

  it('keeps both ends, and tells the first as it comes', async () => {
    const told: string[] = []
    const result = await runNode(
      `for (let line = 0; line < 100_000; line++) process.stdout.write(String(line).padStart(9, '0') + '\\n')`,
      { onOutput: (text) => told.push(text) },
    )
    expect(result).toMatchObject({ status: 'passed', outputBytes: 1_000_000, truncated: true })
    expect([result.head.length, result.tail.length]).toEqual([262_144, 262_144])
    expect(result.head.startsWith('000000000\n000000001\n')).toBe(true)
    expect(result.tail.endsWith('000099998\n000099999\n')).toBe(true)
    expect(told.join('')).toBe(result.head)
    expect(Math.max(...told.map(({ length }) => length))).toBeLessThanOrEqual(16_384)
  })

  it('may be endless without taking memory', async () => {
    const module = fileURLToPath(new URL('run-command.ts', import.meta.url))
    const result = await runNode(
      `
      import { runCommand } from ${JSON.stringify(module)}
      const run = (command, timeoutMs) => runCommand({
        command, timeoutMs, cwd: '/', env: { PATH: '/usr/bin:/bin' }, mark: 'memory-' + process.pid,
        signal: new AbortController().signal, onOutput: () => {},
      })
      await run(['echo', 'warm'], 2_000)
      const before = process.resourceUsage().maxRSS
      const { status, outputBytes, truncated, head, tail } = await run(['yes'], 2_000)
      const grownMiB = (process.resourceUsage().maxRSS - before) / 1024
      console.log(JSON.stringify({ status, truncated, outputBytes, kept: head.length + tail.length, grownMiB }))
    `,
    )
    expect(result.status, result.head).toBe('passed')
    const { grownMiB, outputBytes, ...rest } = JSON.parse(result.head)
    expect(rest).toEqual({ status: 'timed_out', truncated: true, kept: 524_288 })
    expect(outputBytes).toBeGreaterThan(10_000_000)
    expect(grownMiB).toBeLessThan(50)
  })
})
