import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, inject } from 'vitest'
import type { Database, EngineName } from './database.ts'
import { openDatabase } from './open.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** One engine under test. What it opens is closed and removed when the describe block ends. */
export interface TestEngine {
  readonly name: EngineName
  /** The location of a database that does not exist yet or is empty. */
  location(): Promise<string>
  open(location?: string): Promise<Database>
}

/** Defines the same tests for SQLite (a real file) and for PostgreSQL (a real server, see `testing-server.ts`). */
export function forEachEngine(title: string, define: (engine: TestEngine) => void): void {
  for (const name of ['sqlite', 'postgres'] as const) {
    describe(`${title} on ${name}`, () => {
      const cleanups: (() => Promise<unknown>)[] = []
      afterAll(async () => {
        for (const cleanup of cleanups.toReversed()) await cleanup()
      })
      const location = name === 'sqlite' ? () => newFile(cleanups) : () => newPostgresDatabase(cleanups)
      define({
        name,
        location,
        async open(at) {
          const database = await openDatabase(at ?? (await location()))
          cleanups.push(() => database.close())
          return database
        },
      })
    })
  }
}

async function newFile(cleanups: (() => Promise<unknown>)[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'hydraflow-test-'))
  cleanups.push(() => rm(directory, { recursive: true, force: true }))
  return join(directory, 'hydraflow.db')
}

async function newPostgresDatabase(cleanups: (() => Promise<unknown>)[]): Promise<string> {
  const url = new URL(inject('postgresUrl'))
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await command(url, `create database ${name}`)
  cleanups.push(() => command(url, `drop database ${name} with (force)`))
  return Object.assign(new URL(url), { pathname: name }).href
}

async function command(url: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
