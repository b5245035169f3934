import { useMemo, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { ChangedFile } from '@hydraflow/sdk'
import { ArrowRight, ChevronRight, TriangleAlert, Undo2 } from 'lucide-react'
import { paths } from '../../../paths.ts'
import type { DiffLayout } from '../../../stores/diff-layout.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { classes } from '../../../ui/classes.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { hidesSomething, Plain } from '../../../ui/Plain.tsx'
import { FileSum } from './FileSum.tsx'
import { endOfPath, modeText, wordsInPlaceOfDiff } from './file-words.ts'
import { HunkView } from './HunkView.tsx'
import { parseDiff } from './parse-diff.ts'
import { useNear } from './use-near.ts'

export interface Choosing {
  readonly chosen: ReadonlySet<string>
  /** Files that are no longer as the proposal found them. */
  readonly stale: ReadonlySet<string>
  readonly toggle: (path: string) => void
}

interface DiffFileProps {
  file: ChangedFile
  id: string
  repoId: string
  layout: DiffLayout
  open: boolean
  onToggle: () => void
  /** When files of a proposal can be left out. */
  choosing: Choosing | undefined
  /** When this file alone can be taken back. */
  onUndo: (() => void) | undefined
}

const linePixels = 20
const longestPath = 120

/** One file of a change: what became of it, and its lines. */
export function DiffFile(props: DiffFileProps): ReactNode {
  const { file, id, repoId, layout, open, onToggle, choosing, onUndo } = props
  const [element, near] = useNear()
  const refused = choosing !== undefined && !choosing.chosen.has(file.path)
  return (
    <section id={id} aria-label={file.path} className="scroll-mt-2 rounded-sm border border-line">
      <header
        className={classes(
          'sticky top-0 z-10 flex min-h-10 items-center gap-2 rounded-t-sm bg-surface py-1 pr-2 pl-1',
          open ? 'border-b border-line' : 'rounded-b-sm',
        )}
      >
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          data-file={file.path}
          className="flex min-h-8 min-w-0 flex-1 items-center gap-1.5 rounded-sm px-1.5 text-left max-md:min-h-11"
        >
          <ChevronRight
            size={15}
            aria-hidden
            className={classes('shrink-0 text-quiet transition-transform', open && 'rotate-90')}
          />
          <FileName file={file} refused={refused} />
        </button>
        {file.undoneBy !== null && <TakenBack repoId={repoId} changeId={file.undoneBy} />}
        {choosing?.stale.has(file.path) && (
          <span className="inline-flex shrink-0 items-center gap-1 text-caution">
            <TriangleAlert size={13} aria-hidden />
            changed since
          </span>
        )}
        <FileSum file={file} brief />
        {choosing && (
          <label className="flex min-h-8 items-center gap-1.5 rounded-sm px-2 hover:bg-hover max-md:min-h-11">
            <input
              type="checkbox"
              checked={!refused}
              onChange={() => choosing.toggle(file.path)}
              className="size-4"
              aria-label={`Accept ${file.path}`}
            />
            <span aria-hidden className="max-md:hidden">
              Accept
            </span>
          </label>
        )}
        {onUndo && <IconButton icon={Undo2} label={`Take back ${file.path} alone`} onClick={onUndo} />}
      </header>
      {open && (
        <div
          ref={element}
          className={classes('overflow-hidden rounded-b-sm', refused && 'opacity-60')}
          style={near ? undefined : { height: Math.min(2_000, 2 + file.linesAdded + file.linesRemoved) * linePixels }}
        >
          {near && <Body file={file} layout={layout} />}
        </div>
      )}
    </section>
  )
}

function FileName({ file: { path, oldPath }, refused }: { file: ChangedFile; refused: boolean }): ReactNode {
  return (
    <span
      title={path}
      className={classes(
        'line-clamp-2 min-w-0 font-mono text-xs wrap-anywhere [unicode-bidi:isolate]',
        refused && 'text-quiet line-through',
      )}
    >
      {oldPath !== null && oldPath !== path && (
        <>
          <span className="text-quiet">
            <Plain text={endOfPath(oldPath, longestPath)} />
          </span>{' '}
          <ArrowRight size={12} aria-label="is now" className="inline" />{' '}
        </>
      )}
      <Plain text={endOfPath(path, longestPath)} />
    </span>
  )
}

function TakenBack({ repoId, changeId }: { repoId: string; changeId: string }): ReactNode {
  return (
    <Link {...paths.change(repoId, changeId)} className="door inline-flex shrink-0 items-center gap-1 text-quiet">
      <Undo2 size={13} aria-hidden />
      taken back
    </Link>
  )
}

function Body({ file, layout }: { file: ChangedFile; layout: DiffLayout }): ReactNode {
  const hunks = useMemo(() => parseDiff(file.diff ?? ''), [file.diff])
  const mode = modeText(file)
  const hides = hidesSomething(file.path) || hunks.some(({ lines }) => lines.some(({ text }) => hidesSomething(text)))
  return (
    <>
      {mode && <p className="px-3 py-2 text-quiet first-letter:uppercase">{mode}.</p>}
      {hides && (
        <p className="px-3 py-2 text-caution">
          This file holds characters that hide or turn text. They are shown by their numbers.
        </p>
      )}
      {hunks.length === 0 && <p className="px-3 py-3">{wordsInPlaceOfDiff(file)}</p>}
      {hunks.map((hunk, index) => (
        <HunkView key={index} hunk={hunk} path={file.path} layout={layout} />
      ))}
      <details className="border-t border-line px-3 text-quiet">
        <summary className="w-fit py-1.5 text-xs max-md:py-3">
          {file.path.length > longestPath ? 'Whole path and hashes' : 'Hashes'}
        </summary>
        <div className="pb-3 font-mono text-xs">
          <Facts
            facts={[
              ['Path', file.path.length > longestPath && <Plain key="path" text={file.path} />],
              ['Before', file.beforeSha256 ?? 'no file'],
              ['After', file.afterSha256 ?? 'no file'],
            ]}
          />
        </div>
      </details>
    </>
  )
}
