import type { Look } from '@hydraflow/db'
import type { ListAllChanges, ListChanges } from '../../contract/index.ts'
import { keyFrom, pageFrom } from '../../kernel/keyset.ts'
import { type Micros, microsFromIso } from '../../kernel/time.ts'
import { columnsOfEntry } from './entry.ts'
import { type ChangeRow, changesFromRows } from './reader.ts'

/** A page of more files would hold up everyone else while it is made. */
const filesPerPage = 1_000

/** How many changes make a page: as many as are wanted, or fewer if their files are too many. */
function changesInPage(rows: readonly Pick<ChangeRow, 'files'>[], limit: number): number {
  let files = 0
  const tooMany = rows.findIndex((row, at) => (files += row.files) > filesPerPage && at > 0)
  return tooMany === -1 ? limit : Math.min(limit, tooMany)
}

/** Entries, newest first, without the diffs of their files. */
export async function listChanges(look: Look, now: Micros, input: ListChanges | ListAllChanges) {
  const repoId = 'repoId' in input ? input.repoId : undefined
  let query = selectForList(look)
  if (repoId !== undefined) query = query.where('repoId', '=', repoId)
  if (input.kind !== undefined) query = query.where('kind', 'in', [input.kind].flat())
  if (input.status !== undefined) query = query.where('status', 'in', [input.status].flat())
  if (input.threadId !== undefined) query = query.where('threadId', '=', input.threadId)
  if (input.taskId !== undefined) query = query.where('taskId', '=', input.taskId)
  if (input.since !== undefined) query = query.where('completedAt', '>=', microsFromIso(input.since))
  if (input.until !== undefined) query = query.where('completedAt', '<', microsFromIso(input.until))
  if (input.path !== undefined) {
    const path = input.path
    query = query.where('id', 'in', (eb) => {
      const files = eb.selectFrom('repo_change_file').select('changeId')
      return files.where('path', '=', path).union(files.where('oldPath', '=', path))
    })
  }
  const ordered =
    repoId === undefined
      ? afterMoment(query.orderBy('completedAt', 'desc').orderBy('id', 'desc'), input.cursor)
      : afterSequence(query.orderBy('sequence', 'desc'), input.cursor)
  const rows = (await ordered.limit(input.limit + 1).execute()).map((row) => ({ ...row, errorDetails: null }))
  const limit = changesInPage(rows, input.limit)
  const shown = await changesFromRows(look, rows.slice(0, limit), now)
  const page = pageFrom(
    rows,
    limit,
    (row) => (repoId === undefined ? [row.completedAt, row.id] : [row.sequence]),
    (row) => row.id,
  )
  return { items: shown, nextCursor: page.nextCursor }
}

type ChangeQuery = ReturnType<typeof selectForList>
const selectForList = (look: Look) => look.selectFrom('repo_change').select(columnsOfEntry)

function afterMoment(query: ChangeQuery, cursor: string | null | undefined): ChangeQuery {
  if (!cursor) return query
  const [completedAt, id] = keyFrom(cursor, 'number', 'string')
  return query.where((eb) => eb(eb.refTuple('completedAt', 'id'), '<', eb.tuple(completedAt, id)))
}

function afterSequence(query: ChangeQuery, cursor: string | null | undefined): ChangeQuery {
  if (!cursor) return query
  return query.where('sequence', '<', keyFrom(cursor, 'number')[0])
}
