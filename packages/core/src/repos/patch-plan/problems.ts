import type { PatchProblem } from '../../contract/index.ts'

/** What keeps a text from being patched: a problem before it is known of which file. */
export interface TextProblem {
  readonly hunk: number | null
  readonly problem: PatchProblem['problem']
  readonly message: string
  readonly places?: number[]
  readonly nearest?: PatchProblem['nearest']
}

export const problemOf = (
  path: string,
  { hunk, problem, message, places = [], nearest = null }: TextProblem,
): PatchProblem => ({
  path,
  hunk,
  problem,
  message,
  places,
  nearest,
})
