import { HydraFlowError } from '../../contract/index.ts'

/** Together a second or two of computing. */
const mostSpent = 700_000_000
const mostSpared = 200_000_000

/**
 * What the edits of one patch have cost: letters that were looked through, whatever takes longer counted as so many. A
 * thousand edits of a large file would else keep a worker from everything else for minutes.
 */
export class Effort {
  #spent = 0
  #spared = 0

  /** Throws `PATCH_INVALID` when it is too much. */
  spend(letters: number): void {
    this.#spent += letters
    if (this.#spent <= mostSpent) return
    const message = 'So many edits of so large files take too long: send fewer of them, a diff or the new contents.'
    throw new HydraFlowError('PATCH_INVALID', message)
  }

  /** For what only helps, and has a share of its own: whether there is still something of it. */
  spare(letters: number): boolean {
    this.#spared += letters
    return this.#spared <= mostSpared
  }
}
