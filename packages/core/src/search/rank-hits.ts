import type { Micros } from '../kernel/time.ts'
import { microsPerDay } from '../kernel/time.ts'
import type { Candidate } from './candidates.ts'

export interface RankedCandidate extends Candidate {
  readonly recency: number
  readonly visits: number
  readonly score: number
}

/** After a month an item has lost two thirds of what being new gave it. */
const recencyDays = 30
const mostRecency = 0.5
const mostVisits = 0.5

const recencyOf = (time: Micros, now: Micros) =>
  mostRecency * Math.exp(-Math.max(0, now - time) / microsPerDay / recencyDays)

const visitsOf = (count: number | null) => Math.min(mostVisits, 0.1 * Math.log2(1 + (count ?? 0)))

/** Best first: how well the words fit, raised by how new the item is and how often it was visited. */
export function rankHits(candidates: readonly Candidate[], now: Micros): RankedCandidate[] {
  return candidates
    .map((candidate) => {
      const recency = recencyOf(candidate.time, now)
      const visits = visitsOf(candidate.visitCount)
      return { ...candidate, recency, visits, score: candidate.lexical * (1 + recency + visits) }
    })
    .toSorted(byScore)
}

/** One order for any two hits, so that a cursor knows its place. */
export const byScore = (one: { score: number; id: number }, other: { score: number; id: number }): number =>
  other.score - one.score || other.id - one.id
