import type { Look, Tables } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import type { ListMemories, ListMemoryChanges, Memory, MemoryChange, MemoryScope } from '../contract/index.ts'
import { objectFrom } from '../kernel/json.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros } from '../kernel/time.ts'

export type MemoryRow = Selectable<Tables['memory']>

export async function listMemories(look: Look, { limit, cursor, ...filters }: ListMemories) {
  let query = look
    .selectFrom('memory')
    .selectAll()
    .orderBy('updatedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  for (const column of ['scope', 'scopeRef', 'threadId', 'taskId', 'key'] as const) {
    const wanted = filters[column]
    if (wanted !== undefined) query = query.where(column, '=', wanted)
  }
  if (cursor) {
    const [updatedAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('updatedAt', 'id'), '<', eb.tuple(updatedAt, id)))
  }
  return pageFrom(await query.execute(), limit, (row) => [row.updatedAt, row.id], memoryFromRow)
}

export async function listMemoryChanges(look: Look, { id, limit, cursor }: ListMemoryChanges) {
  let query = look
    .selectFrom('memory_change')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (id !== undefined) query = query.where('memoryId', '=', id)
  if (cursor) {
    const [before] = keyFrom(cursor, 'number')
    query = query.where('id', '<', before)
  }
  return pageFrom(await query.execute(), limit, (row) => [row.id], changeFromRow)
}

export const memoryFromRow = (row: MemoryRow): Memory => ({
  id: row.id,
  scope: row.scope as MemoryScope,
  scopeRef: row.scopeRef,
  key: row.key,
  value: row.value,
  strength: row.strength,
  threadId: row.threadId,
  taskId: row.taskId,
  sourceMessageId: row.sourceMessageId,
  metadata: objectFrom(row.metadata),
  createdAt: isoFromMicros(row.createdAt),
  updatedAt: isoFromMicros(row.updatedAt),
})

const changeFromRow = (row: Selectable<Tables['memory_change']>): MemoryChange => ({
  ...row,
  id: String(row.id),
  action: row.action as MemoryChange['action'],
  scope: row.scope as MemoryScope,
  changedAt: isoFromMicros(row.changedAt),
})
