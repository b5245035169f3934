import type { Database } from '@hydraflow/db'
import { v7 } from 'uuid'
import type { Micros } from './time.ts'

/** Tells the time, in microseconds since 1970 UTC. */
export interface Clock {
  now(): Micros
}

export type NewId = () => string

/** What the deeds of every room need: where to keep, what time it is, and a new name. */
export interface Deps {
  readonly database: Database
  readonly clock: Clock
  readonly newId: NewId
}

export const systemClock: Clock = { now: () => Date.now() * 1_000 }

/** UUIDv7: ids made later sort later. */
export const newUuid: NewId = () => v7()
