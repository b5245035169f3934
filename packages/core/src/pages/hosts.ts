import { type Look, type Tx, statement } from '@hydraflow/db'
import { sql } from 'kysely'
import { readHost, reversedHost } from './page-url.ts'

/** What comes behind every name below a reversed host: the character after the dot. */
const behind = (reversed: string) => `${reversed.slice(0, -1)}/`

/** The host of exactly this name, in a list that is empty when no page has it. */
export async function hostIdsExactly(look: Look, host: string): Promise<number[]> {
  const rows = await look
    .selectFrom('host')
    .select('id')
    .where('name', '=', readHost(host) ?? host)
    .execute()
  return rows.map(({ id }) => id)
}

/** These hosts and everything below them. */
export async function hostIdsBelow(look: Look, hosts: readonly string[]): Promise<number[]> {
  const ids = new Set<number>()
  for (const host of hosts) {
    const reversed = reversedHost(readHost(host) ?? host)
    const rows = await look
      .selectFrom('host')
      .select('id')
      .where('reversedName', '>=', reversed)
      .where('reversedName', '<', behind(reversed))
      .execute()
    for (const { id } of rows) ids.add(id)
  }
  return [...ids]
}

export async function hostNames(look: Look, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await look
    .selectFrom('host')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

const insertHost = statement<{ name: string; reversedName: string }>()((db, slots) =>
  db
    .insertInto('host')
    .values({ name: slots.name, reversedName: slots.reversedName })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })))
    .returning('id'),
)

/** The id of a host, which is made if it is not there. */
export async function ensureHost(tx: Tx, name: string): Promise<number> {
  const { rows } = await insertHost(tx, { name, reversedName: reversedHost(name) })
  const [host] = rows
  if (!host) throw new Error('An upsert that returns gives a row.')
  return host.id
}

/** A name that nothing is under any more goes too. */
export async function forgetEmptyHosts(tx: Tx, hostIds: readonly number[]): Promise<void> {
  const below = (table: 'page' | 'bookmark') => sql`select 1 from ${sql.table(table)} b where b."hostId" = "host"."id"`
  await tx
    .deleteFrom('host')
    .where('id', 'in', hostIds)
    .where(sql<boolean>`not exists (${below('page')}) and not exists (${below('bookmark')})`)
    .execute()
}
