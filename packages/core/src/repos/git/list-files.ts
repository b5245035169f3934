import { nulRecords } from './nul-records.ts'
import { runGit } from './run-git.ts'
import { isOwnTemporary } from './list-tree.ts'

/** One run for all: each path with a tag, and what is in the index with mode and stage before it. */
const look = ['ls-files', '-z', '-t', '--stage', '--cached', '--others', '--exclude-standard', '--deleted']

/**
 * The files below the root that git tracks or would track, relative to the root, in the order of their code units:
 * without what is ignored, deleted or not checked out, and without submodules and other repositories. Null when the
 * root is in no work tree, when git is not installed, and when git cannot read the repository.
 */
export async function listGitFiles(root: string, searchPath: string): Promise<string[] | null> {
  const inside = await runGit(root, ['rev-parse', '--is-inside-work-tree'], searchPath)
  if (inside?.code !== 0 || inside.stdout.toString().trim() !== 'true') return null
  const answer = await runGit(root, look, searchPath)
  return answer?.code === 0 ? filesFromAnswer(answer.stdout) : null
}

const submodule = '160000'

function filesFromAnswer(answer: Buffer): string[] {
  const files = new Set<string>()
  const deleted = new Set<string>()
  for (const record of nulRecords(answer)) {
    const [tag = ''] = record.toString('latin1', 0, 1)
    const [mode, path] = tag === '?' ? ['', record.toString('utf8', 2)] : staged(record)
    if (tag === 'R') deleted.add(path)
    else if (tag === '?' ? !isRepository(path) && !isOwnTemporary(nameOf(path)) : tag !== 'S' && mode !== submodule)
      files.add(path)
  }
  return [...files].filter((path) => !deleted.has(path)).toSorted()
}

/** `H 100644 <object> 0<tab>path` */
const staged = (record: Buffer): [mode: string, path: string] => [
  record.toString('latin1', 2, 8),
  record.toString('utf8', record.indexOf('\t') + 1),
]

/** git names a repository inside the repository as a directory, and does not look into it. */
const isRepository = (path: string) => path.endsWith('/')

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
