import { type Look, type Tables, statement } from '@hydraflow/db'
import type { Selectable } from 'kysely'
import {
  HydraFlowError,
  type ListRepos,
  type Repo,
  RepoBudget,
  RepoCheck,
  type RepoOperation,
  RepoRules,
} from '../contract/index.ts'
import { notFound } from '../kernel/errors.ts'
import { keyFrom, pageFrom } from '../kernel/keyset.ts'
import { isoFromMicros, isoOrNull } from '../kernel/time.ts'

/** The columns hold what the schemas gave; parsing again fills in what a later version has added. */
const repoFromRow = (row: Selectable<Tables['repo']>): Repo => ({
  id: row.id,
  name: row.name,
  root: row.root,
  allowedOps: JSON.parse(row.allowedOps),
  rules: RepoRules.parse(JSON.parse(row.rules)),
  budget: RepoBudget.parse(JSON.parse(row.budget)),
  checks: RepoCheck.array().parse(JSON.parse(row.checks)),
  changes: row.sequence,
  lastChangeAt: isoOrNull(row.lastChangeAt),
  createdAt: isoFromMicros(row.createdAt),
  updatedAt: isoFromMicros(row.updatedAt),
})

const selectRepo = statement<{ id: string }>()((db, slots) =>
  db.selectFrom('repo').selectAll().where('id', '=', slots.id),
)

export async function findRepo(look: Look, id: string): Promise<Repo | undefined> {
  const [row] = (await selectRepo(look, { id })).rows
  return row && repoFromRow(row)
}

export async function getRepo(look: Look, id: string): Promise<Repo> {
  const repo = await findRepo(look, id)
  if (!repo) throw notFound('REPO_NOT_FOUND', id)
  return repo
}

/** The repository, if it allows all of this. */
export async function getRepoFor(look: Look, id: string, ...operations: RepoOperation[]): Promise<Repo> {
  const repo = await getRepo(look, id)
  const missing = operations.find((operation) => !repo.allowedOps.includes(operation))
  if (missing === undefined) return repo
  throw new HydraFlowError('OPERATION_NOT_ALLOWED', `The repository ${repo.name} does not allow "${missing}".`, {
    operation: missing,
    allowedOps: repo.allowedOps,
  })
}

export async function listRepos(look: Look, { limit, cursor }: ListRepos) {
  let query = look
    .selectFrom('repo')
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (cursor) {
    const [createdAt, id] = keyFrom(cursor, 'number', 'string')
    query = query.where((eb) => eb(eb.refTuple('createdAt', 'id'), '<', eb.tuple(createdAt, id)))
  }
  return pageFrom(await query.execute(), limit, (row) => [row.createdAt, row.id], repoFromRow)
}
