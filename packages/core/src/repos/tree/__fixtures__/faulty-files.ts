import { type Files, nodeFiles } from '../files.ts'

const calls = ['open', 'create', 'fstat', 'lstat', 'read', 'write', 'chmod', 'sync', 'rename', 'unlink', 'mkdir', 'rmdir', 'readdir'] as const

interface Fault {
  /** Which of the calls fails, counted from one; with `forever` all from then on. */
  readonly at: number
  readonly code: string
  /** The call is made, and fails afterwards. */
  readonly late?: boolean
  readonly forever?: boolean
  readonly only?: readonly (typeof calls)[number][]
}

/** The real file system, of which one call fails once it is armed. */
export function faultyFiles({ at, code, late = false, forever = false, only = calls }: Fault) {
  const state = { armed: false, count: 0, fired: '' }
  const files = { ...nodeFiles } as Files & Record<string, (...args: never[]) => Promise<unknown>>
  for (const name of only) {
    const call = nodeFiles[name] as (...args: never[]) => Promise<unknown>
    files[name] = (async (...args: never[]) => {
      const hit = state.armed && (++state.count === at || (forever && state.count > at))
      if (!hit) return call(...args)
      state.fired ||= name
      if (late) {
        const result = await call(...args)
        if (name === 'open' || name === 'create') await nodeFiles.close(result as number)
      }
      throw Object.assign(new Error(`${code}: injected into ${name}`), { code })
    }) as never
  }
  return { files: files as Files, state }
}
