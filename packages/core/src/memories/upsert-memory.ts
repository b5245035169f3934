import type { Tx } from '@hydraflow/db'
import { HydraFlowError, type Memory, type UpsertMemory, reasons } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { invalidField, notFound } from '../kernel/errors.ts'
import { jsonFrom } from '../kernel/json.ts'
import { saveDocument } from '../search/documents.ts'
import { getTask } from '../tasks/reader.ts'
import { requireThread } from '../threads/reader.ts'
import { type MemoryRow, memoryFromRow } from './reader.ts'
import { addMemoryChange } from './writer.ts'

const usualStrength = 0.5

/** Makes a memory, or changes the one of this id or of this scope and key. Every change is in the audit trail. */
export async function upsertMemory({ database, clock, newId }: Deps, input: UpsertMemory): Promise<Memory> {
  const scopeRef = scopeRefOf(input)
  return await database.transact(async (tx) => {
    const before = await lockSame(tx, input, scopeRef)
    await requireLinks(tx, input, scopeRef)
    const now = clock.now()
    const row: MemoryRow = {
      id: before?.id ?? input.id ?? newId(),
      scope: input.scope,
      scopeRef,
      key: input.key,
      value: input.value,
      strength: input.strength ?? before?.strength ?? usualStrength,
      threadId: input.scope === 'thread' ? scopeRef : kept(input.threadId, before?.threadId),
      taskId: kept(input.taskId, before?.taskId),
      sourceMessageId: kept(input.sourceMessageId, before?.sourceMessageId),
      metadata: input.metadata === undefined ? (before?.metadata ?? '{}') : jsonFrom(input.metadata),
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    }
    if (before && sameMemory(before, row)) return memoryFromRow(before)
    const { id, ...changed } = row
    if (before) await tx.updateTable('memory').set(changed).where('id', '=', id).execute()
    else await tx.insertInto('memory').values(row).execute()
    await addMemoryChange(tx, now, before, row)
    await saveDocument(tx, {
      kind: 'memory',
      itemId: id,
      time: now,
      title: row.key,
      body: row.value,
      threadId: row.threadId,
    })
    return memoryFromRow(row)
  })
}

/** Saying again what is known is no change. */
const sameMemory = (before: MemoryRow, after: MemoryRow): boolean =>
  Object.entries({ ...after, updatedAt: before.updatedAt }).every(
    ([column, value]) => before[column as keyof MemoryRow] === value,
  )

const kept = <T>(given: T | null | undefined, before: T | null | undefined): T | null =>
  given === undefined ? (before ?? null) : given

function scopeRefOf({ scope, scopeRef, threadId }: UpsertMemory): string | null {
  const ref = scopeRef ?? (scope === 'thread' ? threadId : null) ?? null
  if (scope === 'global' && ref !== null) {
    throw invalidField('scopeRef', reasons.SCOPE_REF_NOT_ALLOWED.sentence, 'SCOPE_REF_NOT_ALLOWED')
  }
  if ((scope === 'thread' || scope === 'doc') && ref === null) {
    throw invalidField('scopeRef', reasons.SCOPE_REF_REQUIRED.sentence, 'SCOPE_REF_REQUIRED')
  }
  return ref
}

/**
 * The memory of this id; else that of this scope and key. When both are there and differ, the key is taken. It is locked: of
 * two who change a memory at once the second sees what the first one wrote, and the audit trail tells of both in turn.
 */
async function lockSame(
  tx: Tx,
  { id, scope, key }: UpsertMemory,
  scopeRef: string | null,
): Promise<MemoryRow | undefined> {
  const locked = tx
    .updateTable('memory')
    .set((eb) => ({ updatedAt: eb.ref('updatedAt') }))
    .returningAll()
  const ofKey = await locked
    .where('scope', '=', scope)
    .where('key', '=', key)
    .where((eb) => eb(eb.fn.coalesce('scopeRef', eb.val('')), '=', scopeRef ?? ''))
    .executeTakeFirst()
  if (id === undefined || ofKey?.id === id) return ofKey
  const ofId = await locked.where('id', '=', id).executeTakeFirst()
  if (ofKey) {
    throw new HydraFlowError('ID_TAKEN', `Memory ${ofKey.id} already has this key in this scope.`, { id: ofKey.id })
  }
  return ofId
}

async function requireLinks(
  tx: Tx,
  { scope, threadId, taskId, sourceMessageId }: UpsertMemory,
  scopeRef: string | null,
) {
  await requireThread(tx, threadId)
  if (scope === 'thread') await requireThread(tx, scopeRef)
  if (taskId) await getTask(tx, taskId)
  if (!sourceMessageId) return
  const message = await tx.selectFrom('message').select('id').where('id', '=', sourceMessageId).executeTakeFirst()
  if (!message) throw notFound('MESSAGE_NOT_FOUND', sourceMessageId)
}
