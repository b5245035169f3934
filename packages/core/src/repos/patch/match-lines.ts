import { diffArrays } from 'diff'

/** An index of one side and an index of the other that hold the same number. */
export type Pair = readonly [number, number]

/** The search for the smallest difference takes time by the square of its size: this much of it for one attempt, */
const maxEditLength = 1_500
/** and this much for all of them. */
const maxSteps = 2_000_000
const maxDepth = 20

/**
 * Which numbers of two lists stay where they are, in order: most of them that can, or where the lists differ too much to
 * find that out in time, those that are found between numbers which each list has once.
 */
export function matchLines(before: readonly number[], after: readonly number[]): Pair[] {
  const work = { steps: maxSteps }
  return matched(before, after, work, 0)
}

function matched(before: readonly number[], after: readonly number[], work: { steps: number }, depth: number): Pair[] {
  // What only one side has is added or removed in any case.
  const one = onlyShared(before, after)
  const other = onlyShared(after, before)
  if (one.length === 0 || other.length === 0) return []
  const numbers = [one.map((at) => before[at] ?? 0), other.map((at) => after[at] ?? 0)] as const
  if (isSame(...numbers)) return one.map((left, at) => [left, other[at] ?? 0])
  const pairs = smallest(...numbers, work) ?? (depth < maxDepth ? betweenAnchors(...numbers, work, depth) : [])
  return pairs.map(([left, right]) => [one[left] ?? 0, other[right] ?? 0])
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((number, at) => number === other[at])

/** The numbers are small: they count the different lines. */
function onlyShared(list: readonly number[], others: readonly number[]): number[] {
  const there = new Uint8Array(highest(list, highest(others, 0)) + 1)
  for (const number of others) there[number] = 1
  const shared: number[] = []
  for (let at = 0; at < list.length; at++) if (there[list[at] ?? 0]) shared.push(at)
  return shared
}

function highest(list: readonly number[], found: number): number {
  let most = found
  for (const number of list) if (number > most) most = number
  return most
}

function smallest(before: readonly number[], after: readonly number[], work: { steps: number }): Pair[] | null {
  const limit = Math.min(maxEditLength, Math.floor(Math.sqrt(2 * work.steps)))
  const parts = limit > 0 ? diffArrays([...before], [...after], { maxEditLength: limit }) : undefined
  const pairs: Pair[] = []
  let [one, other, edits] = [0, 0, 0]
  for (const { added, removed, count } of parts ?? []) {
    if (added || removed) edits += count
    else for (let at = 0; at < count; at++) pairs.push([one + at, other + at])
    if (!added) one += count
    if (!removed) other += count
  }
  work.steps -= Math.ceil((parts ? edits : limit) ** 2 / 2)
  return parts ? pairs : null
}

function betweenAnchors(
  before: readonly number[],
  after: readonly number[],
  work: { steps: number },
  depth: number,
): Pair[] {
  const anchors = longestRise(uniquePairs(before, after))
  if (anchors.length === 0) return []
  const pairs: Pair[] = []
  let [one, other] = [0, 0]
  for (const anchor of [...anchors, [before.length, after.length] as const]) {
    const gap = matched(before.slice(one, anchor[0]), after.slice(other, anchor[1]), work, depth + 1)
    for (const [left, right] of gap) pairs.push([one + left, other + right])
    if (anchor[0] < before.length) pairs.push(anchor)
    one = anchor[0] + 1
    other = anchor[1] + 1
  }
  return pairs
}

/** Numbers that each list has once, in the order of the first list. */
function uniquePairs(before: readonly number[], after: readonly number[]): Pair[] {
  const places = uniquePlaces(after)
  return [...uniquePlaces(before)].flatMap(([number, at]): Pair[] => {
    const there = places.get(number) ?? -1
    return at >= 0 && there >= 0 ? [[at, there]] : []
  })
}

function uniquePlaces(list: readonly number[]): Map<number, number> {
  const places = new Map<number, number>()
  list.forEach((number, at) => places.set(number, places.has(number) ? -1 : at))
  return places
}

/** The longest choice of pairs that rise on both sides, by patience sorting. */
function longestRise(pairs: readonly Pair[]): Pair[] {
  const tops: number[] = []
  const below = new Int32Array(pairs.length)
  pairs.forEach(([, right], at) => {
    let [low, high] = [0, tops.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((pairs[tops[middle] ?? 0]?.[1] ?? 0) < right) low = middle + 1
      else high = middle
    }
    below[at] = tops[low - 1] ?? -1
    tops[low] = at
  })
  const rise: Pair[] = []
  for (let at = tops.at(-1) ?? -1; at >= 0; at = below[at] ?? -1) {
    const pair = pairs[at]
    if (pair) rise.push(pair)
  }
  return rise.toReversed()
}
