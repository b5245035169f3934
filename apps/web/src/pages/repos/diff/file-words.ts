import type { ChangedFile } from '@hydraflow/sdk'
import { formatBytes } from '../../../ui/format.ts'

/** The name of a file and the way to it. */
export function splitPath(path: string): { directory: string; name: string } {
  const at = path.lastIndexOf('/') + 1
  return { directory: path.slice(0, at), name: path.slice(at) }
}

/** A path with its end, which tells more than its beginning. */
export function endOfPath(path: string, longest: number): string {
  if (path.length <= longest) return path
  const tail = path.slice(-longest)
  const slash = tail.indexOf('/')
  return `…${slash < 0 || slash === tail.length - 1 ? tail : tail.slice(slash)}`
}

/** What there is to say of a file that has no lines to show. */
export function wordsInPlaceOfDiff(file: ChangedFile): string {
  const { binary, diff, action, beforeBytes, afterBytes, beforeSha256, afterSha256 } = file
  if (binary) {
    const sizes = { before: beforeBytes === null ? '' : formatBytes(beforeBytes), after: formatBytes(afterBytes ?? 0) }
    if (action === 'added') return `A binary file of ${sizes.after}.`
    if (action === 'deleted') return `A binary file of ${sizes.before}.`
    return beforeSha256 === afterSha256
      ? `A binary file of ${sizes.after}, as it was.`
      : `A binary file: ${sizes.before} before, ${sizes.after} after.`
  }
  if (beforeSha256 === afterSha256) return 'Its text stays as it was.'
  if (diff === null)
    return 'What changed in it is no longer kept; the hashes below tell what it was and what it became.'
  if (action === 'added') return 'An empty file.'
  if (action === 'deleted') return 'The file was empty.'
  return 'There are no lines to show.'
}

/** What changed beside the text: `mode 644 → 755`. */
export function modeText({ beforeMode, afterMode }: ChangedFile): string | null {
  if (beforeMode === null || afterMode === null || beforeMode === afterMode) return null
  return `mode ${beforeMode} → ${afterMode}`
}

const actionWords = { added: 'new', modified: null, deleted: 'deleted', renamed: 'renamed' } as const

/** `binary, 1.2 kB → 3.4 kB`, or the one size there is. */
function binaryText({ binary, beforeBytes, afterBytes, beforeSha256, afterSha256 }: ChangedFile): string | null {
  if (!binary) return null
  const sizes = beforeSha256 === afterSha256 ? [afterBytes] : [beforeBytes, afterBytes]
  return `binary, ${sizes
    .filter((bytes) => bytes !== null)
    .map(formatBytes)
    .join(' → ')}`
}

/** What became of a file, beside the lines that came and went. */
export const fileNotes = (file: ChangedFile): string[] =>
  [actionWords[file.action], modeText(file), binaryText(file)].filter((note) => note !== null)
