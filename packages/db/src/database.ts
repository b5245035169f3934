import type { Kysely } from 'kysely'
import type { SearchEngine } from './engines/search-engine.ts'
import type { Tables } from './tables/index.ts'

export type EngineName = 'sqlite' | 'postgres'

/** The half of Kysely that looks. */
export type Look = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'with' | 'fn' | 'dynamic' | 'executeQuery' | 'getExecutor'
>

declare const insideTransaction: unique symbol

/** A database inside a transaction: the only thing that writes. It can only be had from `Database.transact`. */
export type Tx = Kysely<Tables> & { readonly [insideTransaction]: true }

/** Bytes on disk. `indexes` counts the full-text index and the indexes of the tables. */
export interface StorageSizes {
  readonly database: number
  readonly indexes: number
}

/** Of the connection of one process or thread. */
export interface OpenOptions {
  /**
   * Whether this connection looks after the file when there is a moment of rest: full-text index and write-ahead log.
   * True when left out; false where another thread does it, so that this one is never held up.
   */
  readonly keeper?: boolean
  /**
   * Whether small transactions of one turn of the event loop share a commit, each waiting for the turn to end. True when left
   * out; false where a transaction never comes with others. On PostgreSQL none do.
   */
  readonly sharesCommits?: boolean
}

export interface TransactOptions {
  /** The commit survives a power cut. On SQLite the others survive only a crash of the program: the last ones may be lost. */
  readonly durable?: boolean | undefined
}

/** An open workspace database of either engine; what differs between the two is behind these few methods. */
export interface Database {
  readonly engine: EngineName
  /** The version of the engine, as it names it. */
  readonly engineVersion: string
  /** Reads outside a transaction. */
  readonly look: Look
  readonly search: SearchEngine
  /** Resolves when all that was written before can be found; every search waits for it. */
  readonly searchable: () => Promise<void>
  /**
   * Resolves when nothing of what was deleted is left in the index. Nobody has to wait for it: no search finds what was
   * deleted, and what is left goes in the next moment of rest. After many deletions it takes seconds of computing.
   */
  readonly forgotten: () => Promise<void>
  /**
   * Runs `act` in one transaction, from the start again when the engine asks for it. Never wait for anything outside
   * in it.
   */
  transact<T>(act: (tx: Tx) => Promise<T>, options?: TransactOptions): Promise<T>
  /** Wakes everyone who listens on this database, in this process or another, soon after. */
  readonly announce: () => void
  /** Calls `listener` when someone announced or wrote; returns what ends it. */
  readonly listen: (listener: () => void) => () => void
  /** Bytes of the database file or schema: cheap. */
  databaseBytes(): Promise<number>
  /** Measures every table and index: slow, for maintenance. */
  measure(): Promise<StorageSizes>
  /** Checks the store and its index; returns what is wrong, nothing when all is well. Slow. */
  check(): Promise<string[]>
  /** Brings the write-ahead log into the file and forgets deleted bytes. */
  checkpoint(): Promise<void>
  close(): Promise<void>
}

/** What claims one row no other worker gets: a clause on PostgreSQL, nothing on SQLite, where a writer is alone. */
export const skipLocked = (engine: EngineName): boolean => engine === 'postgres'
