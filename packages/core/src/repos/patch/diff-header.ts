import { unquoted } from './git-paths.ts'

/** What stands above the hunks of one file. */
export interface Header {
  /** With the prefixes `a/` and `b/`; null for `/dev/null` and where nothing is said. */
  oldName: string | null
  newName: string | null
  /** The names behind `diff --git`. */
  gitNames: readonly [string, string] | null
  renamed: { from?: string; to?: string; copies: boolean } | null
  made: boolean
  deleted: boolean
  modes: string[]
  executable: boolean | null
  /** Names of the contents, from the `index` line. */
  index: readonly [string, string] | null
}

export const emptyHeader = (): Header => ({
  oldName: null,
  newName: null,
  gitNames: null,
  renamed: null,
  made: false,
  deleted: false,
  modes: [],
  executable: null,
  index: null,
})

/** Takes one of the lines that git puts between `diff --git` and `---`; false when it is none. */
export function takeExtended(header: Header, text: string): boolean {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  const [, word, rest = ''] =
    /^(old mode|new mode|new file mode|deleted file mode|(?:rename|copy) (?:from|to)|(?:dis)?similarity index|index) (.*)$/.exec(
      line,
    ) ?? []
  if (word === undefined) return false
  if (word.endsWith('mode')) {
    header.modes.push(rest)
    if (word === 'new file mode') header.made = true
    if (word === 'deleted file mode') header.deleted = true
    if (word.startsWith('new')) header.executable = rest === '100755'
  } else if (word.startsWith('rename') || word.startsWith('copy')) {
    header.renamed ??= { copies: word.startsWith('copy') }
    header.renamed[word.endsWith('from') ? 'from' : 'to'] = unquoted(rest)?.name ?? rest
  } else if (word === 'index') {
    const [, before = '', after = '', mode] = /^([0-9a-f]+)\.\.([0-9a-f]+)(?: (\d+))?$/.exec(rest) ?? []
    if (before !== '') header.index = [before, after]
    if (mode !== undefined) header.modes.push(mode)
  }
  return true
}

/** A name behind `---` or `+++`: a tab and a time may follow it. */
export function fileName(text: string): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  const name = unquoted(line)?.name
  if (name !== undefined) return name
  const tab = line.indexOf('\t')
  return tab < 0 ? line.trimEnd() : line.slice(0, tab)
}

/** The two names behind `diff --git`. Without quotes they can only be told apart where they are the same. */
export function gitNames(text: string): readonly [string, string] | null {
  const line = text.trimEnd()
  const first = unquoted(line)
  if (first) {
    const rest = line.slice(first.end + 1)
    return [first.name, unquoted(rest)?.name ?? rest]
  }
  if (line.endsWith('"')) {
    const from = line.indexOf(' "')
    const second = from < 0 ? null : unquoted(line, from + 1)
    return second && [line.slice(0, from), second.name]
  }
  const middle = (line.length - 1) / 2
  const [one, other] = [line.slice(0, middle), line.slice(middle + 1)]
  if (line[middle] === ' ' && (one === other || one.replace(/^[^/]*\//, '') === other.replace(/^[^/]*\//, '')))
    return [one, other]
  const from = line.indexOf(' b/')
  return from < 0 ? null : [line.slice(0, from), line.slice(from + 1)]
}

/** The prefixes of git: `a/` and `b/`, and those that say index, work tree, commit or object; `diff -R` exchanges them. */
export const isPrefixed = (oldName: string | null, newName: string | null): boolean => {
  if (oldName === null || newName === null)
    return (oldName === null || /^[aciow]\//.test(oldName)) && (newName === null || /^[biwco]\//.test(newName))
  const both = /^[abciow]\//
  return both.test(oldName) && both.test(newName) && oldName.slice(0, 2) !== newName.slice(0, 2)
}
