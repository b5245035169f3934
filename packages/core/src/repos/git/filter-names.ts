import { isUtf8 } from 'node:buffer'

/** Every name becomes four arguments, and those have a limit. Nobody has more than a handful of filters. */
const maxBytes = 16 * 1024

/**
 * The names of filters, from keys that git lists with a NUL behind each. Null when one of them cannot be overridden on
 * the command line, where the first `=` ends a key and text is UTF-8: such a name is given to make a filter run.
 */
export function readFilterNames(keys: Buffer): string[] | null {
  if (keys.length > maxBytes || !isUtf8(keys)) return null
  const names = keys
    .toString()
    .split('\0')
    .filter((key) => key !== '')
    .map((key) => key.slice('filter.'.length, key.lastIndexOf('.')))
  return names.some((name) => name.includes('=')) ? null : [...new Set(names)]
}
