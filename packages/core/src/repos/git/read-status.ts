import type { GitStatus } from '../../contract/index.ts'
import { statusFromPorcelain } from './status-from-porcelain.ts'
import { runGit } from './run-git.ts'

const format = ['--porcelain=v2', '--branch', '--ahead-behind', '--find-renames', '-z']
const look = ['status', ...format, '--untracked-files=all', '--ignore-submodules=all', '--', '.']

/**
 * What git says of the root and of what is below it. Null when the root is in no work tree, when git is not installed,
 * and when git cannot read the repository. A file whose filter (such as Git LFS) would have to run to know whether it
 * changed counts as changed.
 */
export async function readGitStatus(root: string, searchPath: string): Promise<GitStatus | null> {
  const prefix = await runGit(root, ['rev-parse', '--show-prefix'], searchPath)
  if (prefix?.code !== 0) return null
  const answer = await runGit(root, look, searchPath)
  if (answer?.code !== 0) return null
  // One line, which ends with the line feed that is not part of the name.
  const status = statusFromPorcelain(answer.stdout, prefix.stdout.length - 1)
  return { ...status, truncated: status.truncated || answer.cut }
}
