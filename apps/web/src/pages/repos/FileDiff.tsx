import { useId, useMemo, useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { ChangedFile } from '@hydraflow/sdk'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { classes } from '../../ui/classes.ts'
import { formatBytes, formatNumber } from '../../ui/format.ts'
import { actionWords } from './change-words.ts'
import { type DiffHunk, type DiffLine, pairsOf, readDiff } from './diff-text.ts'
import { type Token, languageOf, loadLanguage, tokensOf } from './highlight.ts'

interface FileDiffProps {
  file: ChangedFile
  split: boolean
  /** What can be done with this file. */
  actions?: ReactNode
}

/** Files with more lines are folded until asked for, so that a large change opens at once. */
const mostOpenLines = 1_500

export function FileDiff({ file, split, actions }: FileDiffProps): ReactNode {
  const [open, setOpen] = useState(file.linesAdded + file.linesRemoved <= mostOpenLines)
  const id = useId()
  const Chevron = open ? ChevronDown : ChevronRight
  return (
    <section aria-labelledby={id} className="rounded-md border border-line bg-surface">
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-t-md border-b border-line bg-surface px-3 py-2">
        <h2 id={id} className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex max-w-full items-center gap-1.5 rounded-sm text-left max-md:min-h-11"
          >
            <Chevron size={15} aria-hidden className="shrink-0 text-quiet" />
            <span className="min-w-0 font-mono text-xs wrap-anywhere">
              {file.oldPath !== null && <span className="text-quiet">{file.oldPath} → </span>}
              <bdi>{file.path}</bdi>
            </span>
          </button>
        </h2>
        <span className="text-quiet">{actionWords[file.action]}</span>
        <LineCounts file={file} />
        {actions}
      </div>
      {open && <Body file={file} split={split} />}
    </section>
  )
}

/** Plus and minus, each with its sign, so that no colour has to tell them apart. */
export function LineCounts({ file }: { file: Pick<ChangedFile, 'linesAdded' | 'linesRemoved'> }): ReactNode {
  return (
    <span className="font-mono text-xs whitespace-nowrap">
      <span className="text-good">+{formatNumber(file.linesAdded)}</span>{' '}
      <span className="text-bad">−{formatNumber(file.linesRemoved)}</span>
    </span>
  )
}

function Body({ file, split }: { file: ChangedFile; split: boolean }): ReactNode {
  const hunks = useMemo(() => (file.diff === null ? [] : readDiff(file.diff)), [file.diff])
  const language = languageOf(file.path)
  const { isSuccess } = useQuery({
    queryKey: ['language', language],
    queryFn: async () => {
      await loadLanguage(language ?? '')
      return true
    },
    enabled: language !== undefined,
    staleTime: Infinity,
  })
  if (file.binary) return <Aside>{binaryText(file)}</Aside>
  if (file.diff === null) return <Aside>The lines are no longer kept.</Aside>
  if (hunks.length === 0) return <Aside>{unchangedText(file)}</Aside>
  return (
    <div className="overflow-x-auto rounded-b-md font-mono text-xs leading-5">
      {hunks.map((hunk, at) => (
        <Hunk key={at} hunk={hunk} split={split} language={isSuccess ? language : undefined} />
      ))}
    </div>
  )
}

const Aside = ({ children }: { children: ReactNode }): ReactNode => <p className="px-4 py-3 text-quiet">{children}</p>

const binaryText = ({ beforeBytes, afterBytes }: ChangedFile): string =>
  `Binary: ${beforeBytes === null ? 'nothing' : formatBytes(beforeBytes)} before, ${afterBytes === null ? 'nothing' : formatBytes(afterBytes)} after.`

function unchangedText({ beforeMode, afterMode, beforeBytes, afterBytes }: ChangedFile): string {
  if (beforeMode !== null && afterMode !== null && beforeMode !== afterMode)
    return `Permissions ${beforeMode} become ${afterMode}; the content stays.`
  return beforeBytes === null || afterBytes === null ? 'The file is empty.' : 'The content stays.'
}

function Hunk({ hunk, split, language }: { hunk: DiffHunk; split: boolean; language: string | undefined }): ReactNode {
  const [folded, setFolded] = useState(false)
  const tokens = useMemo(() => tokensByLine(hunk, language), [hunk, language])
  return (
    <div>
      <button
        type="button"
        aria-expanded={!folded}
        onClick={() => setFolded(!folded)}
        className="sticky left-0 block w-full bg-background px-3 py-0.5 text-left text-quiet max-md:min-h-11"
      >
        {hunk.header}
        {folded && `  ${formatNumber(hunk.lines.length)} lines folded`}
      </button>
      {!folded && (split ? <Split hunk={hunk} tokens={tokens} /> : <Inline hunk={hunk} tokens={tokens} />)}
    </div>
  )
}

type TokensByLine = ReadonlyMap<DiffLine, readonly Token[]>

/** Each side is coloured as the text it is. */
function tokensByLine({ lines }: DiffHunk, language: string | undefined): TokensByLine {
  const tokens = new Map<DiffLine, readonly Token[]>()
  if (language === undefined) return tokens
  for (const side of ['removed', 'added'] as const) {
    const shown = lines.filter(({ kind }) => kind === 'kept' || kind === side)
    const coloured = tokensOf(
      language,
      shown.map(({ text }) => text),
    )
    for (const [at, line] of shown.entries()) tokens.set(line, coloured[at] ?? [])
  }
  return tokens
}

const tints = { kept: '', removed: 'bg-diff-removed', added: 'bg-diff-added' }
const signs = { kept: ' ', removed: '−', added: '+' }

function Inline({ hunk, tokens }: { hunk: DiffHunk; tokens: TokensByLine }): ReactNode {
  return (
    <table className="w-full border-collapse">
      <tbody>
        {hunk.lines.map((line, at) => (
          <tr key={at} className={tints[line.kind]}>
            <LineNumber value={line.before} />
            <LineNumber value={line.after} />
            <Text line={line} tokens={tokens} />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Split({ hunk, tokens }: { hunk: DiffHunk; tokens: TokensByLine }): ReactNode {
  return (
    <table className="w-full table-fixed border-collapse">
      <colgroup>
        <col className="w-11" />
        <col />
        <col className="w-11" />
        <col />
      </colgroup>
      <tbody>
        {pairsOf(hunk.lines).map(({ before, after }, at) => (
          <tr key={at}>
            <LineNumber value={before?.before ?? null} />
            <Text line={before} tokens={tokens} wrap tint />
            <LineNumber value={after?.after ?? null} />
            <Text line={after} tokens={tokens} wrap tint />
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const LineNumber = ({ value }: { value: number | null }): ReactNode => (
  <td className="w-11 min-w-11 px-2 text-right align-top text-quiet select-none">{value}</td>
)

function Text({
  line,
  tokens,
  wrap = false,
  tint = false,
}: {
  line: DiffLine | null
  tokens: TokensByLine
  wrap?: boolean
  tint?: boolean
}): ReactNode {
  if (!line) return <td aria-label="No line" className="bg-background" />
  const parts = tokens.get(line) ?? [{ text: line.text, role: null }]
  return (
    <td
      className={classes(
        'pr-4 align-top',
        wrap ? 'wrap-anywhere whitespace-pre-wrap' : 'whitespace-pre',
        tint && tints[line.kind],
      )}
    >
      <span className="mr-1 inline-block w-3 text-center select-none">{signs[line.kind]}</span>
      {parts.map(({ text, role }, at) => (
        <span key={at} data-token={role ?? undefined}>
          {text}
        </span>
      ))}
      {line.open && <span className="ml-2 text-quiet">no end of line</span>}
    </td>
  )
}
