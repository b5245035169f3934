import type { ReactNode } from 'react'
import { GitBranch, TriangleAlert } from 'lucide-react'
import { formatNumber } from '../../ui/format.ts'
import { Bone } from '../../ui/Waiting.tsx'
import { useRepoStatus } from './use-repos.ts'

/** Where the work tree stands, in one line of words. */
export function GitLine({ repoId }: { repoId: string }): ReactNode {
  const { data, error } = useRepoStatus(repoId)
  if (error) {
    return (
      <p className="flex items-center gap-1.5 text-bad">
        <TriangleAlert size={14} aria-hidden /> The directory cannot be read.
      </p>
    )
  }
  if (!data) return <Bone className="my-1 w-40" />
  const { git } = data
  if (!git) return <p className="text-quiet">Not a git repository</p>
  const { ahead, behind, staged, unstaged, untracked, conflicts } = git
  const parts = [
    [ahead, 'ahead'],
    [behind, 'behind'],
    [staged.length, 'staged'],
    [unstaged.length, 'changed'],
    [untracked.length, 'untracked'],
    [conflicts.length, 'in conflict'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatNumber(count)} ${word}`)
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-quiet">
      <GitBranch size={14} aria-hidden className="shrink-0" />
      <span className="line">
        <span className="text-text">{git.branch ?? `detached at ${git.commit?.slice(0, 8) ?? 'nothing'}`}</span>
        {' · '}
        {said.length > 0 ? said.join(', ') : 'clean'}
      </span>
    </p>
  )
}
