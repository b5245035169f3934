/** A value that begins with a quote, ends with blanks or has several lines stands in quotes, as JSON writes it. */
const needsQuotes = (value: string): boolean => /^["\s]|\s$|[\r\n]/.test(value)

/** Variables as they are edited: one `NAME=value` on each line. */
export const envLines = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${needsQuotes(value) ? JSON.stringify(value) : value}`)
    .join('\n')

/** The variables that such lines name, or what is wrong with the first line that names none. */
export function readEnv(lines: string): Record<string, string> | string {
  const entries = new Map<string, string>()
  for (const [at, line] of lines.split('\n').entries()) {
    if (line.trim() === '') continue
    const equals = line.indexOf('=')
    const name = line.slice(0, equals).trim()
    const value = unquoted(line.slice(equals + 1).trim())
    if (equals < 1 || name === '') return `Line ${at + 1} is not of the form NAME=value.`
    if (entries.has(name)) return `Line ${at + 1} names ${name} again.`
    if (value === null) return `Line ${at + 1} has a quote that is not closed.`
    entries.set(name, value)
  }
  return Object.fromEntries(entries)
}

function unquoted(value: string): string | null {
  if (!value.startsWith('"')) return value
  try {
    const text: unknown = JSON.parse(value)
    return typeof text === 'string' ? text : null
  } catch {
    return null
  }
}
