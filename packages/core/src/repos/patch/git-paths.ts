const letters: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }
const named = new Map(Object.entries(letters).map(([letter, byte]) => [byte, letter]))

/** Reads a name in double quotes with the escapes of C; `end` is behind the closing quote. Null when it is none. */
export function unquoted(text: string, from = 0): { readonly name: string; readonly end: number } | null {
  if (text[from] !== '"') return null
  const parts: Buffer[] = []
  let at = from + 1
  for (;;) {
    const stop = nextOf(text, at)
    if (stop < 0) return null
    parts.push(Buffer.from(text.slice(at, stop)))
    if (text[stop] === '"') return { name: Buffer.concat(parts).toString(), end: stop + 1 }
    const octal = /^[0-3][0-7]{2}$/.exec(text.slice(stop + 1, stop + 4))
    const byte = octal ? Number.parseInt(octal[0], 8) : letters[text[stop + 1] ?? '']
    if (byte === undefined) return null
    parts.push(Buffer.of(byte))
    at = stop + (octal ? 4 : 2)
  }
}

function nextOf(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '"' || text[at] === '\\') return at
  return -1
}

/** A name as git writes it into a diff: in quotes only when it has to be. */
export function quoted(name: string): string {
  if (!/["\\\p{Cc}]/u.test(name)) return name
  const escaped = Array.from(name, (character) => {
    const byte = character.charCodeAt(0)
    const letter = named.get(byte)
    if (letter !== undefined) return `\\${letter}`
    if (!/\p{Cc}/u.test(character)) return character
    return Array.from(Buffer.from(character), (part) => `\\${part.toString(8).padStart(3, '0')}`).join('')
  })
  return `"${escaped.join('')}"`
}
