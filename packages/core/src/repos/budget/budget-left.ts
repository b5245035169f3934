import type { BudgetLeft, Exceeded, RepoBudget } from '../../contract/index.ts'

/** What was taken from the windows that end now. */
export interface BudgetUsed {
  readonly hour: { readonly patches: number; readonly lines: number }
  readonly day: { readonly patches: number; readonly lines: number }
}

/** What a change would take. */
export interface BudgetAsk {
  readonly files: number
  readonly lines: number
  readonly bytes: number
}

/** Every bound of the budget that a change would break; none when it fits. */
export function exceededBy(budget: RepoBudget, { hour, day }: BudgetUsed, asked: BudgetAsk): Exceeded[] {
  const bounds: Exceeded[] = [
    { bound: 'maxFiles', limit: budget.maxFiles, used: 0, asked: asked.files },
    { bound: 'maxLines', limit: budget.maxLines, used: 0, asked: asked.lines },
    { bound: 'maxBytes', limit: budget.maxBytes, used: 0, asked: asked.bytes },
    { bound: 'perHour.maxPatches', limit: budget.perHour.maxPatches, used: hour.patches, asked: 1 },
    { bound: 'perHour.maxLines', limit: budget.perHour.maxLines, used: hour.lines, asked: asked.lines },
    { bound: 'perDay.maxPatches', limit: budget.perDay.maxPatches, used: day.patches, asked: 1 },
    { bound: 'perDay.maxLines', limit: budget.perDay.maxLines, used: day.lines, asked: asked.lines },
  ]
  return bounds.filter(({ limit, used, asked: wanted }) => used + wanted > limit)
}

/** What is left of each bound, with what it is and what was used. */
export function budgetLeft(repoId: string, budget: RepoBudget, { hour, day }: BudgetUsed): BudgetLeft {
  const use = (limit: number, used: number) => ({ limit, used, left: Math.max(0, limit - used) })
  const { maxFiles, maxLines, maxBytes, perHour, perDay } = budget
  return {
    repoId,
    perPatch: { maxFiles, maxLines, maxBytes },
    perHour: { patches: use(perHour.maxPatches, hour.patches), lines: use(perHour.maxLines, hour.lines) },
    perDay: { patches: use(perDay.maxPatches, day.patches), lines: use(perDay.maxLines, day.lines) },
  }
}
