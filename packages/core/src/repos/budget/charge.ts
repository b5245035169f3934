import { type Look, type Tx, statement } from '@hydraflow/db'
import { type BudgetLeft, type Exceeded, HydraFlowError, type Repo } from '../../contract/index.ts'
import { type Micros, microsPerDay } from '../../kernel/time.ts'
import { type BudgetAsk, type BudgetUsed, budgetLeft, exceededBy } from './budget-left.ts'

const microsPerHour = 3_600_000_000

const sumCharges = statement<{ repoId: string; sinceHour: Micros; sinceDay: Micros }>()((db, slots) =>
  db
    .selectFrom('repo_charge')
    .select((eb) => {
      const inHour = eb('at', '>', slots.sinceHour)
      return [
        eb.fn.countAll<number>().as('patches'),
        eb.fn.sum<number | null>('lines').as('lines'),
        eb.fn.countAll<number>().filterWhere(inHour).as('hourPatches'),
        eb.fn.sum<number | null>('lines').filterWhere(inHour).as('hourLines'),
      ]
    })
    .where('repoId', '=', slots.repoId)
    .where('at', '>', slots.sinceDay),
)

/** What the changes of the last hour and of the last day took. */
async function budgetUsed(look: Look, repoId: string, now: Micros): Promise<BudgetUsed> {
  const since = { sinceHour: now - microsPerHour, sinceDay: now - microsPerDay }
  const [row] = (await sumCharges(look, { repoId, ...since })).rows
  return {
    hour: { patches: row?.hourPatches ?? 0, lines: row?.hourLines ?? 0 },
    day: { patches: row?.patches ?? 0, lines: row?.lines ?? 0 },
  }
}

/** What is left of a repository's budget now. */
export const readBudget = async (look: Look, { id, budget }: Repo, now: Micros): Promise<BudgetLeft> =>
  budgetLeft(id, budget, await budgetUsed(look, id, now))

/** True if a change that takes so much would fit. */
export const hasRoom = async (look: Look, { id, budget }: Repo, now: Micros, asked: BudgetAsk): Promise<boolean> =>
  exceededBy(budget, await budgetUsed(look, id, now), asked).length === 0

/** Throws `BUDGET_EXCEEDED` with every bound that a change would break. */
export async function requireBudget(look: Look, { id, budget }: Repo, now: Micros, asked: BudgetAsk): Promise<void> {
  const exceeded = exceededBy(budget, await budgetUsed(look, id, now), asked)
  if (exceeded.length > 0) throw new HydraFlowError('BUDGET_EXCEEDED', sentenceOf(exceeded), { exceeded })
}

const sentenceOf = (exceeded: readonly Exceeded[]): string =>
  `Over budget: ${exceeded.map(({ bound, limit, used, asked }) => `${bound} is ${limit}, used ${used}, asked ${asked}`).join('; ')}.`

const insertCharge = statement<{ changeId: string; repoId: string; at: Micros; lines: number }>()((db, slots) =>
  db
    .insertInto('repo_charge')
    .values({ changeId: slots.changeId, repoId: slots.repoId, at: slots.at, lines: slots.lines }),
)

/** Takes what a change needs, in the transaction that begins to write it. */
export async function charge(
  tx: Tx,
  { changeId, repo, at, asked }: { changeId: string; repo: Repo; at: Micros; asked: BudgetAsk },
): Promise<void> {
  await requireBudget(tx, repo, at, asked)
  await insertCharge(tx, { changeId, repoId: repo.id, at, lines: asked.lines })
}
