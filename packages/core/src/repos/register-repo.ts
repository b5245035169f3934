import { realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, sep } from 'node:path'
import { HydraFlowError, type RegisterRepo, type Repo, type RepoBudget, type UpdateRepo } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import { invalidField } from '../kernel/errors.ts'
import { jsonFrom } from '../kernel/json.ts'
import { findRepo, getRepo } from './reader.ts'
import { firstHash } from './ledger/entry.ts'
import { globProblem } from './tree/path-rules.ts'

interface RegisterDeps extends Deps {
  readonly dataDir: string
}

/** Registers a directory; an id that is there already returns that repository as it is. */
export async function registerRepo(deps: RegisterDeps, input: RegisterRepo): Promise<Repo> {
  const { database, clock, newId } = deps
  const known = input.id === undefined ? undefined : await findRepo(database.look, input.id)
  if (known) return known
  refuseBadGlobs(input.rules)
  const root = await checkedRoot(deps, input.root)
  return await database.transact(async (tx) => {
    const again = input.id === undefined ? undefined : await findRepo(tx, input.id)
    if (again) return again
    const taken = await tx.selectFrom('repo').select(['id', 'name']).where('root', '=', root).executeTakeFirst()
    if (taken) {
      // Two budgets for one directory would be twice the budget.
      const message = `This directory is registered already, as ${taken.name}.`
      throw new HydraFlowError('REPO_EXISTS', message, { id: taken.id })
    }
    const id = input.id ?? newId()
    const now = clock.now()
    await tx
      .insertInto('repo')
      .values({
        id,
        root,
        name: input.name ?? (basename(root) || root),
        allowedOps: jsonFrom([...new Set(input.allowedOps)]),
        rules: jsonFrom(input.rules),
        budget: jsonFrom(input.budget),
        checks: jsonFrom(input.checks),
        createdAt: now,
        updatedAt: now,
        sequence: 0,
        headHash: firstHash,
        lastChangeAt: null,
      })
      .execute()
    return await getRepo(tx, id)
  })
}

/**
 * Changes what is given, and inside rules and budget too leaves the rest as it is. The root stays: another directory is
 * another repository.
 */
export async function updateRepo({ database, clock }: Deps, input: UpdateRepo): Promise<Repo> {
  const { id, name, allowedOps, checks } = input
  return await database.transact(async (tx) => {
    // The row is locked before it is read: of two changes at once the second keeps what the first one wrote.
    await tx.updateTable('repo').set({ updatedAt: clock.now() }).where('id', '=', id).execute()
    const known = await getRepo(tx, id)
    const rules = { ...known.rules, ...givenOf(input.rules) }
    refuseBadGlobs(rules)
    const { perHour, perDay, ...perPatch } = input.budget ?? {}
    const budget: RepoBudget = {
      ...known.budget,
      ...givenOf(perPatch),
      perHour: { ...known.budget.perHour, ...givenOf(perHour) },
      perDay: { ...known.budget.perDay, ...givenOf(perDay) },
    }
    await tx
      .updateTable('repo')
      .set({
        ...(name !== undefined && { name }),
        ...(allowedOps !== undefined && { allowedOps: jsonFrom([...new Set(allowedOps)]) }),
        rules: jsonFrom(rules),
        budget: jsonFrom(budget),
        ...(checks !== undefined && { checks: jsonFrom(checks) }),
      })
      .where('id', '=', id)
      .execute()
    return await getRepo(tx, id)
  })
}

/** Without the fields that are there and say nothing. */
const givenOf = <T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never

function refuseBadGlobs({ allow, deny }: { allow: readonly string[]; deny: readonly string[] }): void {
  for (const [name, globs] of Object.entries({ allow, deny })) {
    for (const [at, glob] of globs.entries()) {
      const problem = globProblem(glob)
      if (problem) throw invalidField(`rules.${name}.${at}`, problem)
    }
  }
}

async function checkedRoot({ dataDir }: RegisterDeps, root: string): Promise<string> {
  const refuse = (message: string) => new HydraFlowError('REPO_ROOT_INVALID', message, { root })
  if (!isAbsolute(root)) throw refuse('The root must be an absolute path.')
  const real = await realpath(root).catch(() => null)
  if (real === null) throw refuse('There is no directory at this path.')
  if (!(await stat(real)).isDirectory()) throw refuse('The root must be a directory, and this is a file.')
  if (isInside(await realpath(dataDir), real)) throw refuse("HydraFlow's own data directory cannot be a repository.")
  if (real.split(sep).includes('.git')) throw refuse('The inside of .git cannot be a repository.')
  return real
}

/** Whether `path` is `directory` or lies below it. */
function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way === '' || (!way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way))
}
