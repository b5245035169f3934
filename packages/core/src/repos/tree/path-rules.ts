import { relative, sep } from 'node:path'
import { HydraFlowError } from '../../contract/index.ts'
import { checkedPath } from './checked-path.ts'
import { type Glob, compile, globProblem } from './glob.ts'
import { type Contents, runsLater } from './held-files.ts'
import { foldName } from './same-name.ts'

export { checkedPath } from './checked-path.ts'
export { globProblem } from './glob.ts'
export { checkTwins } from './twins.ts'

export interface PathRules {
  /** Throws unless the path may be read. */
  checkRead(path: string): void
  /** Throws unless the path may be written; a manifest such as package.json is judged by what changes in it. */
  checkWrite(path: string, contents?: Contents): void
}

interface Rules {
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  /** Both are real paths: without links in them. */
  readonly dataDir: string
  readonly root: string
}

export function createRules({ allow, deny, dataDir, root }: Rules): PathRules {
  const allows = compiled(allow)
  const denies = compiled(deny, { fold: true, deep: true })
  const isOwn = ownPaths(root, dataDir)
  const byName = new Set(allow)
  const refuse = (path: string, why: string): never => {
    throw new HydraFlowError('PATH_DENIED', `${path}: ${why}`, { path })
  }

  function checkRead(path: string): void {
    checkedPath(path)
    if (isOwn(path)) refuse(path, 'This belongs to HydraFlow itself.')
    if (denies.some((fits) => fits(path))) refuse(path, 'A deny rule of the repository closes this path.')
  }

  function checkWrite(path: string, contents?: Contents): void {
    checkRead(path)
    if (allows.length > 0 && !byName.has(path) && !allows.some((fits) => fits(path))) {
      refuse(path, 'No allow rule of the repository opens this path.')
    }
    if (!byName.has(path) && runsLater(path, contents)) {
      throw new HydraFlowError('PATH_HELD', `${path} runs by itself later: allow it by its exact path first.`, { path })
    }
  }

  return { checkRead, checkWrite }
}

/** A glob that cannot be read closes everything rather than nothing; the door refuses it (`globProblem`) before it is kept. */
const compiled = (globs: readonly string[], options: { fold?: boolean; deep?: boolean } = {}): Glob[] =>
  globs.map((glob) => (globProblem(glob) === null ? compile(glob, options) : () => options.deep === true))

/** Tells which paths of the root lie in the data directory. */
function ownPaths(root: string, dataDir: string): (path: string) => boolean {
  if (isWithin(dataDir, root)) return () => true
  if (!isWithin(root, dataDir)) return () => false
  const own = foldName(relative(root, dataDir).replaceAll(sep, '/'))
  return (path) => `${foldName(path)}/`.startsWith(`${own}/`)
}

/** `relative` gives an absolute path between two drives of Windows. */
const isWithin = (directory: string, path: string): boolean =>
  !/^(\.\.([/\\]|$)|[a-z]:|[/\\])/i.test(relative(directory, path))
