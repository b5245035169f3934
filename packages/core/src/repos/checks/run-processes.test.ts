import { expect, it } from 'vitest'
import { rowsFromPs } from './process-table.ts'
import { runProcesses } from './run-processes.ts'

const row = (pid: number, parent: number, group: number, session: number, marked = false) => ({
  pid,
  parent,
  group,
  session,
  marked,
})

const server = row(50, 40, 40, 40)
const leader = row(100, 50, 100, 100)

it.each([
  ['the leader', leader, true],
  ['its child', row(101, 100, 100, 100), true],
  ['an orphan in its group', row(102, 1, 100, 100), true],
  ['an orphan in another group of its session', row(103, 1, 103, 100), true],
  ['a child with a session of its own', row(104, 100, 104, 104), true],
  ['an orphan with a session of its own, by its mark', row(105, 1, 105, 105, true), true],
  ['the server', { ...server, marked: true }, false],
  ['what shares the session of the server', row(51, 50, 51, 40, true), false],
  ['a neighbour', row(200, 1, 200, 200), false],
  ['the first process', row(1, 0, 0, 0), false],
])('%s', (_, candidate, belongs) => {
  const rows = [server, leader, candidate]
  expect(runProcesses(rows, new Set([100]), server.pid).includes(candidate)).toBe(belongs)
})

it('finds the neighbours of an orphan that only the mark gives away', () => {
  const rows = [server, row(300, 1, 299, 299, true), row(301, 1, 299, 299), row(302, 301, 302, 302)]
  expect(runProcesses(rows, new Set([0]), server.pid)).toEqual(rows.slice(1))
})

it('reads what ps says, without the zombies', () => {
  expect(rowsFromPs('    1     0     1 Ss\n  100    50   100 S+\n  101   100   100 Z\n')).toEqual([
    row(1, 0, 1, 0),
    row(100, 50, 100, 0),
  ])
})
