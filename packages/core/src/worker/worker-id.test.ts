import { hostname } from 'node:os'
import { expect, it } from 'vitest'
import { isDeadWorker, newWorkerId } from './worker-id.ts'

const host = hostname()

it('takes a worker of this process for alive, and one of an earlier process of the same number for dead', () => {
  expect(isDeadWorker(newWorkerId(() => 'a'))).toBe(false)
  expect(isDeadWorker(`${host}:${process.pid}-00000000:a`)).toBe(true)
  expect(isDeadWorker(`${host}:${process.pid}:a`)).toBe(true)
})

it('asks the system for a worker of another process, and leaves one of another machine alone', () => {
  expect(isDeadWorker(`${host}:${process.ppid}-00000000:a`)).toBe(false)
  expect(isDeadWorker(`${host}:999999999-00000000:a`)).toBe(true)
  expect(isDeadWorker('elsewhere:999999999-00000000:a')).toBe(false)
})
