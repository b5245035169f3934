import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Look } from '@hydraflow/db'
import type { LedgerCheck } from '../../contract/index.ts'
import { notFound } from '../../kernel/errors.ts'
import { entryHash, firstHash } from './entry.ts'
import { entryFromRow } from './reader.ts'

const entriesPerLook = 100

/** Walks the ledger from its first entry and says where the chain of hashes breaks, if it does. */
export async function verifyLedger(look: Look, repoId: string): Promise<LedgerCheck> {
  const head = await look
    .selectFrom('repo')
    .select(['sequence', 'headHash'])
    .where('id', '=', repoId)
    .executeTakeFirst()
  if (!head) throw notFound('REPO_NOT_FOUND', repoId)
  const broken = (brokenAt: number, message: string) => ({
    repoId,
    ok: false,
    entries: head.sequence,
    brokenAt,
    message,
  })
  let [sequence, hash] = [0, firstHash]
  for (;;) {
    const entries = await readEntries(look, repoId, sequence)
    for (const { row, files } of entries) {
      sequence += 1
      if (row.sequence !== sequence) return broken(sequence, `Entry ${sequence} is missing.`)
      if (row.previousHash !== hash) return broken(sequence, `Entry ${sequence} does not follow the one before it.`)
      if (row.hash !== hashOf(row, files, hash)) return broken(sequence, `Entry ${sequence} is not as it was written.`)
      hash = row.hash
    }
    if (entries.length < entriesPerLook) break
    await nextTurn()
  }
  if (sequence < head.sequence) return broken(sequence + 1, `Entry ${sequence + 1} is missing.`)
  // What was appended while we walked lies behind the head that we know.
  if (sequence === head.sequence && hash !== head.headHash)
    return broken(sequence, `Entry ${sequence} is not the last one that was written.`)
  return { repoId, ok: true, entries: sequence, brokenAt: null, message: `${sequence} entries, unbroken.` }
}

type Entries = Awaited<ReturnType<typeof readEntries>>

/** Null for a row that cannot even be read any more. */
function hashOf(row: Entries[number]['row'], files: Entries[number]['files'], previousHash: string): string | null {
  try {
    return entryHash(entryFromRow(row, files), row.sequence, previousHash)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function readEntries(look: Look, repoId: string, after: number) {
  const rows = await look
    .selectFrom('repo_change')
    .selectAll()
    .where('repoId', '=', repoId)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(entriesPerLook)
    .execute()
  if (rows.length === 0) return []
  const files = await look
    .selectFrom('repo_change_file')
    .selectAll()
    .where(
      'changeId',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute()
  const filesById = Map.groupBy(files, ({ changeId }) => changeId)
  return rows.map((row) => ({ row, files: filesById.get(row.id) ?? [] }))
}
