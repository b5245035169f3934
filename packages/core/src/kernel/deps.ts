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

/** Random bytes for many ids at once: asking for the sixteen of each costs more than the id. */
const random = new Uint8Array(4_096)
let taken = random.length
let time = 0
let sequence = 0

/** UUIDv7: ids made later sort later. */
export const newUuid: NewId = () => {
  if (taken === random.length) {
    crypto.getRandomValues(random)
    taken = 0
  }
  const bytes = random.subarray(taken, (taken += 16))
  const now = Date.now()
  // Within a millisecond, and when the clock goes back, the sequence goes on from where it was.
  if (now > time) [time, sequence] = [now, new DataView(bytes.buffer, bytes.byteOffset).getUint32(6) >>> 1]
  else sequence++
  return v7({ random: bytes, msecs: time, seq: sequence })
}
