import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/** Writes a file that only its owner may read; readers see the old content or the new one, never a part. */
export function writePrivateFile(path: string, content: string): void {
  const staged = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(staged, 'wx', 0o600)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(staged, path)
}
