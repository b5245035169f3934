import { type Look, statement } from '@hydraflow/db'
import { sql } from 'kysely'
import { batchesOf } from '../kernel/batches.ts'
import type { Micros } from '../kernel/time.ts'

/** What tells two visits apart. */
export interface VisitIdentity {
  readonly pageId: number
  readonly visitedAt: Micros
  readonly urlVariant: string
}

export interface KnownVisit extends VisitIdentity {
  readonly id: number
  readonly batchId: number | null
}

export const identityKey = ({ pageId, visitedAt, urlVariant }: VisitIdentity): string =>
  `${pageId} ${visitedAt} ${urlVariant}`

const keysPerStatement = 100
const numbers = Array.from({ length: keysPerStatement }, (_, n) => n)

/** A list of keys joined as a table, so that either engine looks each up in the index; places left over are null and match nothing. */
const visitsByIdentity = statement<Record<string, unknown>>()((db, slots) => {
  const rows = numbers.map(
    (n) =>
      sql`(cast(${slots[`page${n}`]} as bigint), cast(${slots[`time${n}`]} as bigint), cast(${slots[`variant${n}`]} as text))`,
  )
  const keys = sql<{ column1: number; column2: number; column3: string }>`(values ${sql.join(rows)})`
  return db
    .selectFrom(keys.as('key'))
    .innerJoin('visit', (join) =>
      join
        .onRef('visit.pageId', '=', 'key.column1')
        .onRef('visit.visitedAt', '=', 'key.column2')
        .onRef('visit.urlVariant', '=', 'key.column3'),
    )
    .select(['visit.id', 'visit.batchId', 'visit.pageId', 'visit.visitedAt', 'visit.urlVariant'])
})

/** Which of these visits are there, by `identityKey`. */
export async function findKnownVisits(
  look: Look,
  identities: readonly VisitIdentity[],
): Promise<Map<string, KnownVisit>> {
  const known = new Map<string, KnownVisit>()
  for (const batch of batchesOf(identities, keysPerStatement)) {
    const slots: Record<string, unknown> = {}
    for (const n of numbers) {
      const key = batch[n]
      slots[`page${n}`] = key?.pageId ?? null
      slots[`time${n}`] = key?.visitedAt ?? null
      slots[`variant${n}`] = key?.urlVariant ?? null
    }
    const { rows } = await visitsByIdentity(look, slots)
    for (const row of rows) known.set(identityKey(row), row)
  }
  return known
}
