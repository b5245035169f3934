import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

  it('serves several at once', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `file-${at}`)
    await Promise.all(names.map((name) => writeFilesBeside([wanted(name, name)])))
    expect(names.map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(names)
  })
})
