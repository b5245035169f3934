import { join } from 'node:path'
import { HydraFlowError } from '@hydraflow/core/contract'
import Database from 'better-sqlite3'
import { readServerFile } from './server-file.ts'

/** The exclusive right to a data directory. */
export interface Lock {
  release(): void
}

/**
 * Takes the data directory for this process, or refuses and names the server that has it.
 *
 * The lock is SQLite's own lock on an empty database: the system drops it when the process dies in whatever way, and
 * it works alike on Linux, macOS and Windows, which no lock in Node itself does.
 */
export function lockDataDirectory(dataDir: string): Lock {
  const database = new Database(join(dataDir, 'server.lock'), { timeout: 0 })
  try {
    database.pragma('journal_mode = MEMORY')
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw inUse(dataDir)
  }
  return { release: () => database.close() }
}

function inUse(dataDir: string): HydraFlowError {
  const other = readServerFile(dataDir)
  const who = other ? `the server at ${other.url} (process ${other.pid})` : 'another server'
  return new HydraFlowError(
    'DATA_DIRECTORY_IN_USE',
    `The data directory ${dataDir} is in use by ${who}. Stop it first, or choose another one with --data-dir.`,
    other && { pid: other.pid, url: other.url },
  )
}
