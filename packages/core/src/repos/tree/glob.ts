/**
 * Globs of rules: `*` and `?` inside a name, `[a-z]` and `[!a-z]`, `{one,other}`, and `**` as a whole part for any number
 * of directories. Matching takes time linear in path and glob (a star is retried, never nested), because the paths come from
 * whoever writes the patch and the usual translation to a regular expression can be kept busy for minutes.
 */
import { foldName } from './same-name.ts'

type Token = { readonly kind: 'star' } | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
/** A text stands for itself. */
type Part = '**' | { readonly text: string } | { readonly tokens: readonly Token[] }
export type Glob = (path: string) => boolean

const maxLength = 500
const maxAlternatives = 200

interface GlobOptions {
  /** Compares as a disk does that ignores case and spelling. */
  readonly fold?: boolean
  /** Closes what is below a match too, and a glob without a slash matches at any depth: as in a .gitignore. */
  readonly deep?: boolean
}

/** Says what is wrong with a glob, or null. */
export function globProblem(glob: string): string | null {
  if (glob.length > maxLength) return `is longer than ${maxLength} characters`
  if (/[\p{Cc}\\]/u.test(glob) || !glob.isWellFormed()) return 'holds a backslash or a control character'
  if (glob.startsWith('!')) return 'begins with "!": what is to be closed belongs in deny'
  if (/[!?*+@]\(/.test(glob)) return 'holds an extended pattern such as "+(…)"'
  try {
    if (alternatives(trimmed(glob)).some((one) => /(^|\/)\.{0,2}(\/|$)/.test(one)))
      return 'has an empty part, "." or ".."'
    compile(glob, {})
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** Throws for a glob in which `globProblem` finds fault. */
export const compile = (glob: string, options: GlobOptions): Glob => compileAny([glob], options)

/** Tells whether any of some globs fits. Those that ask for a certain name are tried only where it is in the path. */
export function compileAny(globs: readonly string[], { fold = false, deep = false }: GlobOptions): Glob {
  const byName = new Map<string, (readonly Part[])[]>()
  const nameless: (readonly Part[])[] = []
  for (const glob of globs) {
    for (const one of alternatives(fold ? foldName(trimmed(glob)) : trimmed(glob))) {
      const parts = partsOf(one, deep)
      const name = parts.find((part) => typeof part === 'object' && 'text' in part)?.text
      if (name === undefined) nameless.push(parts)
      else byName.set(name, [...(byName.get(name) ?? []), parts])
    }
  }
  return (path) => {
    const names = (fold ? foldName(path) : path).split('/').map((text) => ({ text, characters: Array.from(text) }))
    const fits = (parts: readonly Part[]) => fitsAll(parts, names, (part) => part === '**', fitsPart)
    return nameless.some(fits) || names.some(({ text }) => byName.get(text)?.some(fits))
  }
}

const trimmed = (glob: string): string => glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')

function partsOf(glob: string, deep: boolean): Part[] {
  const parts = glob.split('/').map((part): Part => {
    if (part === '**') return part
    return /[*?[]/.test(part) ? { tokens: tokensOf(part) } : { text: part }
  })
  // What is *in* a directory, not a file of its name.
  if (!deep) return parts.length > 1 && parts.at(-1) === '**' ? [...parts, { tokens: [{ kind: 'star' }] }] : parts
  return glob.includes('/') ? [...parts, '**'] : ['**', ...parts, '**']
}

/** Writes out `{a,b}`, also nested: the outermost first, so that nothing is written twice. */
function alternatives(glob: string): string[] {
  const done: string[] = []
  const waiting = [glob]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const choices = spread(next)
    if (choices === null) done.push(next)
    else waiting.push(...choices.toReversed())
    if (done.length + waiting.length > maxAlternatives) throw new Error(`stands for more than ${maxAlternatives} globs`)
  }
  return done
}

/** One text for each choice of the first braces; null if there are none. */
function spread(glob: string): string[] | null {
  const start = glob.indexOf('{')
  const cuts = [start]
  let depth = 0
  for (const { 0: mark, index } of glob.matchAll(/[{},]/g)) {
    if (mark === '{') depth++
    if (mark === '}') depth--
    if (depth < 0) break
    if (mark === ',' && depth === 1) cuts.push(index)
    if (mark !== '}' || depth > 0) continue
    const ends = [...cuts.slice(1), index]
    return cuts.map((cut, at) => glob.slice(0, start) + glob.slice(cut + 1, ends[at]) + glob.slice(index + 1))
  }
  if (depth !== 0) throw new Error('has a brace without its other half')
  return null
}

function tokensOf(part: string): Token[] {
  const tokens: Token[] = []
  for (const [piece] of part.matchAll(/\*+|\[[!^]?\]?[^\]]*\]|./gsu)) {
    if (piece.startsWith('*')) tokens.push({ kind: 'star' })
    else if (piece === '?') tokens.push({ kind: 'one', fits: () => true })
    else if (piece === '[') throw new Error('has a bracket without its other half')
    else if (piece.startsWith('[')) tokens.push({ kind: 'one', fits: classOf(piece) })
    else tokens.push({ kind: 'one', fits: (character) => character === piece })
  }
  return tokens
}

function classOf(piece: string): (character: string) => boolean {
  const { not = '', inside = '' } = /^\[(?<not>[!^]?)(?<inside>.*)\]$/su.exec(piece)?.groups ?? {}
  const ranges = [...inside.matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, from, to, single]) => [from ?? single, to ?? single] as const,
  )
  if (ranges.length === 0) throw new Error('has empty brackets')
  return (character) => ranges.some(([from = '', to = '']) => from <= character && character <= to) === (not === '')
}

interface Name {
  readonly text: string
  readonly characters: readonly string[]
}

function fitsPart(part: Part, name: Name): boolean {
  if (part === '**') return false
  if ('text' in part) return part.text === name.text
  const fits = (token: Token, character: string) => token.kind === 'one' && token.fits(character)
  return fitsAll(part.tokens, name.characters, ({ kind }) => kind === 'star', fits)
}

/** Only the last star need ever be retried: what lies between two stars has a fixed length, so its first place is the best. */
function fitsAll<Pattern, Item>(
  patterns: readonly Pattern[],
  items: readonly Item[],
  isStar: (pattern: Pattern) => boolean,
  fits: (pattern: Pattern, item: Item) => boolean,
): boolean {
  let [at, star, taken] = [0, -1, 0]
  for (let item = 0; item < items.length; ) {
    const pattern = patterns[at]
    if (pattern !== undefined && isStar(pattern)) {
      star = at++
      taken = item
    } else if (pattern !== undefined && fits(pattern, items[item] as Item)) {
      at++
      item++
    } else if (star >= 0) {
      at = star + 1
      item = ++taken
    } else return false
  }
  return patterns.slice(at).every(isStar)
}
