import type { PatchProblem } from '../../contract/index.ts'

type Kind = PatchProblem['problem']
type Where = Partial<Pick<PatchProblem, 'places' | 'nearest'>>

/** Lines of a patch may be long; a message repeats only their beginning. */
export const shown = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

export const problemAt = (
  path: string,
  hunk: number | null,
  problem: Kind,
  message: string,
  { places = [], nearest = null }: Where = {},
): PatchProblem => ({ path, hunk, problem, message, places, nearest })
