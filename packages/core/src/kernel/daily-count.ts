import { type Look, type Tx, insertRows, statement } from '@hydraflow/db'
import { sql } from 'kysely'
import { type Micros, dayFromMicros } from './time.ts'

export type CountedKind = 'visit' | 'message' | 'task'

/** Adds to (or with negative numbers takes from) the counts per day, in the transaction that changes the things themselves. */
export async function countDays(tx: Tx, kind: CountedKind, changeByDay: ReadonlyMap<number, number>): Promise<void> {
  // In their order, so that two who count the same days do not wait for each other; what is counted is locked, so count last.
  const rows = [...changeByDay].toSorted(([one], [other]) => one - other).map(([day, count]) => ({ day, kind, count }))
  await insertRows(tx, 'daily_count', rows, {
    columns: ['day', 'kind', 'count'],
    // Both engines know the row that was there by the name of its table.
    onConflict: `on conflict ("kind", "day") do update set "count" = "daily_count"."count" + excluded."count"`,
  })
}

const addToDay = statement<{ day: number; kind: string; count: number }>()((db, slots) =>
  db
    .insertInto('daily_count')
    .values({ day: slots.day, kind: slots.kind, count: slots.count })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'day'])
        .doUpdateSet((eb) => ({ count: eb('daily_count.count', '+', eb.ref('excluded.count')) })),
    ),
)

/** Counts one thing, or with -1 uncounts it. */
export async function countDay(tx: Tx, kind: CountedKind, at: Micros, change: 1 | -1): Promise<void> {
  await addToDay(tx, { day: dayFromMicros(at), kind, count: change })
}

/** How many times fall on each day, to give to `countDays`. */
export function timesByDay(times: Iterable<Micros>, change: 1 | -1): Map<number, number> {
  const days = new Map<number, number>()
  for (const time of times) {
    const day = dayFromMicros(time)
    days.set(day, (days.get(day) ?? 0) + change)
  }
  return days
}

/** How many things of the kind there are. */
export async function totalCount(look: Look, kind: CountedKind): Promise<number> {
  const row = await look
    .selectFrom('daily_count')
    .select(sql<number>`coalesce(sum("count"), 0)`.as('total'))
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row?.total ?? 0
}
