import { HydraFlowError, isHydraFlowError } from '../../contract/index.ts'

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code

export const isAbsence = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'

/** The answer, or null where there is nothing of this name. */
export const orNull = <T>(answer: Promise<T>): Promise<T | null> =>
  answer.catch((error: unknown) => {
    if (isAbsence(error)) return null
    throw error
  })

/** What the file system answers when the tree is not as it was a moment ago. */
const surprises = new Set(['EISDIR', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ELOOP'])

/** Runs an act on a path and turns what the system refuses into a reason that names it. */
export async function named<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const code = codeOf(error)
    if (isHydraFlowError(error) || code === undefined) throw error
    if (surprises.has(code)) throw changed([path], { code, cause: error })
    const message = `${path} could not be written (${code}); nothing was changed.`
    throw new HydraFlowError('WRITE_FAILED', message, { path, code }, { cause: error })
  }
}

export const changed = (paths: readonly string[], { code, cause }: { code?: string; cause?: unknown } = {}) =>
  new HydraFlowError(
    'FILE_CHANGED',
    `Not as expected any more: ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ', …' : ''}`,
    { path: paths[0], paths, ...(code === undefined ? {} : { code }) },
    cause === undefined ? undefined : { cause },
  )

export const symbolicLink = (path: string) =>
  new HydraFlowError('PATH_OUTSIDE_ROOT', `${path} is a symbolic link, or was replaced by one.`, { path })
