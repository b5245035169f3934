import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from './private-file.ts'

const tokenShape = /^[A-Za-z0-9_-]{43,}$/

/** The SDK and the command line find it there by themselves. */
const tokenPath = (dataDir: string): string => join(dataDir, 'token')

/**
 * The token of the data directory, made at the first start by the server that holds the directory's lock. Whoever can
 * read the file may do everything.
 */
export function openToken(dataDir: string): string {
  const path = tokenPath(dataDir)
  if (!existsSync(path)) writePrivateFile(path, `${randomBytes(32).toString('base64url')}\n`)
  // It may have come back from a backup with other rights.
  chmodSync(path, 0o600)
  return readToken(dataDir)
}

export function readToken(dataDir: string): string {
  const path = tokenPath(dataDir)
  const token = readFileSync(path, 'utf8').trim()
  if (tokenShape.test(token)) return token
  throw new Error(`The token file ${path} does not hold a token. Remove it, and the next start makes a new one.`)
}
