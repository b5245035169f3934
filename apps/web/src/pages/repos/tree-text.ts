import type { GitStatus } from '@hydraflow/sdk'
import { counted } from '../../ui/format.ts'

/** How many different files are not as the last commit has them. */
export const changedPaths = ({ staged, unstaged, untracked, conflicts }: GitStatus): number =>
  new Set([...staged, ...unstaged, ...untracked, ...conflicts]).size

export const branchText = ({ branch, commit }: GitStatus): string =>
  branch ?? (commit === null ? 'no commit yet' : `at ${commit.slice(0, 7)}`)

/** `2 ahead, 1 behind`. */
export function distanceText({ upstream, ahead, behind }: GitStatus): string {
  if (upstream === null) return 'no upstream'
  const parts = [ahead > 0 && `${ahead} ahead`, behind > 0 && `${behind} behind`].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : `even with ${upstream}`
}

export const dirtyText = (git: GitStatus): string => {
  const changed = changedPaths(git)
  return changed === 0 ? 'clean' : `${counted(changed, 'file')}${git.truncated ? ' or more' : ''} changed`
}
