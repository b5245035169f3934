import type { PatchProblem } from '../../contract/index.ts'
import { foldName } from '../tree/same-name.ts'
import type { Operation } from './operation.ts'
import { problemAt } from './patch-problem.ts'

type Use = 'stays' | 'made' | 'moved in' | 'moved away' | 'deleted'

/**
 * What operations do that name one path twice, or two that are the same on many disks. A file may only come to a path
 * that another one leaves: where one of the two is a rename.
 */
export function namedTwice(operations: readonly Operation[]): Map<Operation, PatchProblem> {
  const uses = new Map<string, Use[]>()
  const problems = new Map<Operation, PatchProblem>()
  for (const operation of operations) {
    for (const [path, use] of usesOf(operation)) {
      const key = foldName(path)
      const earlier = uses.get(key) ?? []
      if (earlier.length > 1 || (earlier[0] !== undefined && !goTogether(earlier[0], use)))
        problems.set(operation, problemAt(operation.path, null, 'named_twice', `The patch names ${path} twice.`))
      uses.set(key, [...earlier.slice(0, 1), use])
    }
  }
  return problems
}

function usesOf({ path, to, copies, act }: Operation): [string, Use][] {
  if (to !== null)
    return copies
      ? [[to, 'moved in']]
      : [
          [path, 'moved away'],
          [to, 'moved in'],
        ]
  if (act === 'delete') return [[path, 'deleted']]
  return [[path, act === 'create' ? 'made' : 'stays']]
}

const pairs = new Set([
  'deleted moved in',
  'moved in deleted',
  'moved away moved in',
  'moved in moved away',
  'moved away made',
  'made moved away',
])
const goTogether = (one: Use, other: Use): boolean => pairs.has(`${one} ${other}`)
