import { expect, it } from 'vitest'
import { backoff } from './backoff.ts'
import { nextState } from './lease.ts'

const error = { reason: 'INTERNAL', message: 'no' }
const job = { attempts: 1, maxAttempts: 3 }

it('waits longer after every attempt, and never longer than five minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((attempts) => backoff(attempts) / 1_000_000)).toEqual([1, 4, 16, 64, 256, 300, 300])
})

it.each([
  ['a success is final', { status: 'succeeded', result: 1 }, job, { status: 'succeeded', result: 1 }],
  ['a cancel is final', { status: 'cancelled' }, job, { status: 'cancelled' }],
  [
    'a failure that may pass waits',
    { status: 'failed', error, retry: true },
    job,
    { status: 'queued', runAt: 1_000_100 },
  ],
  ['a failure that stays is final', { status: 'failed', error, retry: false }, job, { status: 'failed', error }],
  [
    'the last attempt is final',
    { status: 'failed', error, retry: true },
    { attempts: 3, maxAttempts: 3 },
    { status: 'failed' },
  ],
  ['a stop of the worker is not counted', { status: 'released' }, job, { status: 'queued', attempts: 0, runAt: 100 }],
] as const)('%s', (_, outcome, of, next) => {
  expect(nextState(outcome, of, 100)).toMatchObject(next)
})
