import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeFilesBeside } from './file-thread.ts'

describe('the thread that writes files', () => {
  let directory: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'hydraflow-files-'))
  })
  afterEach(() => rmSync(directory, { recursive: true, force: true }))

  const wanted = (name: string, text: string, mode = 0o644) => ({
    place: join(directory, name),
    bytes: Buffer.from(text),
    mode,
    owner: null,
    replaces: null,
  })

  it('makes files of their bytes and modes, and says by what they are known', async () => {
    const written = await writeFilesBeside([wanted('one', 'one\n'), wanted('two', 'two\n', 0o755)])
    expect(readFileSync(join(directory, 'two'), 'utf8')).toBe('two\n')
    expect(statSync(join(directory, 'two')).mode & 0o777).toBe(0o755)
    const { ino, size, mtimeNs } = statSync(join(directory, 'one'), { bigint: true })
    expect(written[0]).toMatchObject({ isThere: true, mark: { ino, size, mtimeNs }, failure: null })
  })

  it('leaves the bytes that it was given where they are', async () => {
    const bytes = Buffer.from('in the middle of a larger buffer').subarray(3, 9)
    await writeFilesBeside([{ ...wanted('part', ''), bytes }])
    expect(readFileSync(join(directory, 'part'), 'utf8')).toBe('the mi')
    expect(bytes.toString()).toBe('the mi')
  })

  it('begins no other after one that cannot be made, and says why', async () => {
    writeFileSync(join(directory, 'taken'), 'mine')
    const written = await writeFilesBeside([wanted('one', '1'), wanted('taken', '2'), wanted('three', '3')])
    expect(written.map(({ isThere }) => isThere)).toEqual([true, false])
    expect(written[1]?.failure).toMatchObject({ code: 'EEXIST' })
    expect(written[1]?.failure).toBeInstanceOf(Error)
    expect(readdirSync(directory).toSorted()).toEqual(['one', 'taken'])
    expect(readFileSync(join(directory, 'taken'), 'utf8')).toBe('mine')
  })

  it.runIf(platform() === 'linux')('keeps what is replaced open for a moment, and lets it go', async () => {
    const old = join(directory, 'old')
    writeFileSync(old, 'old')
    await writeFilesBeside([{ ...wanted('new', 'new'), replaces: old }])
    renameSync(join(directory, 'new'), old)
    expect(openFiles()).toContain(`${old} (deleted)`)
    await vi.waitUntil(() => !openFiles().includes(`${old} (deleted)`))
    expect(readFileSync(old, 'utf8')).toBe('new')
  })

  it('makes a file also where what it replaces cannot be opened', async () => {
    const [written] = await writeFilesBeside([{ ...wanted('new', 'new'), replaces: join(directory, 'absent') }])
    expect(written).toMatchObject({ isThere: true, failure: null })
  })

  it('serves several at once', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `file-${at}`)
    await Promise.all(names.map((name) => writeFilesBeside([wanted(name, name)])))
    expect(names.map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(names)
  })
})

/** Where the descriptors of this process lead; one may go while they are read. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return []
    }
  })
