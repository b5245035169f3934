import { type ErrorReason, HydraFlowError } from '../../contract/index.ts'
import { plainName } from './same-name.ts'

const maxPathBytes = 4_096
const maxNameBytes = 255

/** Control, bidi and invisible characters, line separators, and the marks of interlinear text. */
const unseen = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2028\u2029\uFFF9-\uFFFB]/u
const ordinary = /^[a-z0-9_-](?:[a-z0-9_.-]*[a-z0-9_-])?$/i
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/iu
/** Short names that Windows gives to `.git`, `.gitmodules`, `.env…` and our own temporary files. */
const shortName = /^(?:git|gitmod|gi[0-9a-f]{4}|env[0-9a-z]{0,3}|en[0-9a-f]{4}|hydraf|hy[0-9a-f]{4})~[0-9]+(?:\..*)?$/u

export const temporaryPrefix = '.hydraflow-'

/** The path, if a patch may name it on every system; throws `PATH_INVALID`, `PATH_OUTSIDE_ROOT` or `PATH_DENIED` if not. */
export function checkedPath(path: string): string {
  const refuse = (reason: ErrorReason, why: string): never => {
    throw new HydraFlowError(reason, `The path ${JSON.stringify(path.slice(0, 200))} ${why}.`, { path })
  }
  if (path === '') refuse('PATH_INVALID', 'is empty')
  if (!path.isWellFormed()) refuse('PATH_INVALID', 'holds half of a surrogate pair')
  if (Buffer.byteLength(path) > maxPathBytes) refuse('PATH_INVALID', `is longer than ${maxPathBytes} bytes`)
  if (/^[/\\]/.test(path)) refuse('PATH_OUTSIDE_ROOT', 'is absolute')
  if (/^[a-z]:/i.test(path)) refuse('PATH_OUTSIDE_ROOT', 'begins with a drive')
  const names = path.split('/')
  if (names.includes('..') || path.split('\\').includes('..')) refuse('PATH_OUTSIDE_ROOT', 'leads upward by ".."')
  for (const name of names) {
    if (isOrdinary(name)) continue
    const closed = closedBecause(name)
    if (closed !== null) refuse('PATH_DENIED', closed)
    const invalid = invalidBecause(name)
    if (invalid !== null) refuse('PATH_INVALID', invalid)
  }
  return path
}

/** Most names, found out quickly: lists of files check a hundred thousand. */
const isOrdinary = (name: string): boolean => ordinary.test(name) && name.length <= maxNameBytes && !isDevice(name)
const isDevice = (name: string): boolean => device.test(name.replace(/[.:].*$/s, '').trimEnd())

/** Whatever the rules of a repository say, these stay closed. */
function closedBecause(name: string): string | null {
  const plain = plainName(name)
  if (plain === '.git') return 'leads into .git'
  if (plain.startsWith('.env')) return 'names a file of secrets (.env)'
  if (plain.startsWith(temporaryPrefix)) return 'has the name of a temporary file of HydraFlow'
  return shortName.test(plain) ? 'has the short name of a file that is closed' : null
}

function invalidBecause(name: string): string | null {
  if (name === '') return 'has an empty part'
  if (name === '.') return 'has a part that is "."'
  if (name.includes('\\')) return 'holds a backslash'
  if (/[\\/]/.test(name.normalize('NFKC'))) return 'holds a character that another system reads as a slash'
  if (unseen.test(name)) return 'holds a character that cannot be seen'
  if (Buffer.byteLength(name) > maxNameBytes) return `has a part longer than ${maxNameBytes} bytes`
  if (/[. ]$/.test(name)) return 'has a part that ends in a dot or a space'
  if (name.startsWith(' ')) return 'has a part that begins with a space'
  if (/:.*\$/s.test(name)) return 'names a stream of a file'
  return isDevice(name) ? 'has the name of a device' : null
}
