import type { Change, Exceeded, PatchProblem } from '@hydraflow/sdk'

/** Why something was refused: an error that was just thrown, or one that the ledger has kept. */
export type Refusal = NonNullable<Change['error']>

/** A path that stands in the way, and why where the server says so. */
export interface PathReason {
  readonly path: string
  readonly why: string
}

/** What a refusal says beside its sentence. */
interface RefusalDetails {
  readonly problems: readonly PatchProblem[]
  readonly exceeded: readonly Exceeded[]
  readonly paths: readonly PathReason[]
}

interface Conflict {
  readonly path: string
  readonly message: string
}

interface Unexpected {
  readonly path: string
  readonly expected: string | null
  readonly actual: string | null
}

/** Files that changed are only named. */
type RefusedPath = string | Conflict

/** The lists that details may hold, each under the reason that has it. */
interface Lists {
  readonly problems: RefusalDetails['problems']
  readonly exceeded: RefusalDetails['exceeded']
  readonly conflicts: readonly Conflict[]
  readonly files: readonly Unexpected[]
  readonly paths: readonly RefusedPath[]
}

/** Reads what a refusal says by file, path or bound, whatever its reason calls it. */
export function refusalDetails({ details }: Refusal): RefusalDetails {
  const { problems = [], exceeded = [], conflicts = [], files = [], paths = [] } = (details ?? {}) as Partial<Lists>
  return {
    problems,
    exceeded,
    paths: [
      ...conflicts.map(({ path, message }) => ({ path, why: message })),
      ...files.map((file) => ({ path: file.path, why: whyUnexpected(file) })),
      ...paths.map(whyRefused),
    ],
  }
}

function whyUnexpected({ expected, actual }: Unexpected): string {
  if (actual === null) return 'is not there'
  return expected === null ? 'is there already' : 'has other content'
}

function whyRefused(refused: RefusedPath): PathReason {
  if (typeof refused === 'string') return { path: refused, why: '' }
  const { path, message } = refused
  // The sentence begins with the path, which stands before it already.
  const named = [path, `The path ${JSON.stringify(path)}`].find((name) => message.startsWith(name)) ?? ''
  return { path, why: message.slice(named.length).replace(/^:?\s+/, '') }
}
