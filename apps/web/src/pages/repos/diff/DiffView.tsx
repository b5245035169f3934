import { useRef, useState, type ReactNode } from 'react'
import type { ChangedFile, ChangeStats } from '@hydraflow/sdk'
import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react'
import { setDiffLayout, useDiffLayout, type DiffLayout } from '../../../stores/diff-layout.ts'
import { Button } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { Delta } from '../../../ui/Delta.tsx'
import { counted } from '../../../ui/format.ts'
import { useKeys } from '../../../ui/keys.ts'
import { useNarrow } from '../../../ui/use-narrow.ts'
import { DiffFile, type Choosing } from './DiffFile.tsx'
import { FileList } from './FileList.tsx'
import { inPlace } from './in-place.ts'

interface DiffViewProps {
  repoId: string
  files: readonly ChangedFile[]
  stats: Pick<ChangeStats, 'linesAdded' | 'linesRemoved'>
  choosing?: Choosing | undefined
  onUndoFile?: ((file: ChangedFile) => void) | undefined
  /** What stands above the files. */
  children: ReactNode
}

/** Files with more changed lines than this, and those that no one reads, begin folded. */
const longFile = 1_500
const isLong = ({ path, linesAdded, linesRemoved }: ChangedFile): boolean =>
  linesAdded + linesRemoved > longFile ||
  /(^|\/)(pnpm-lock\.yaml|package-lock\.json|yarn\.lock|Cargo\.lock)$/.test(path)

const layouts = [
  { value: 'unified', label: 'Unified' },
  { value: 'split', label: 'Side by side' },
] as const

const idOf = (index: number) => `file-${index}`
const buttonOf = (index: number) =>
  document.getElementById(idOf(index))?.querySelector<HTMLButtonElement>('button[data-file]')

/** The files of a change: a list that leads, and their lines. */
export function DiffView({ repoId, files, stats, choosing, onUndoFile, children }: DiffViewProps): ReactNode {
  const chosenLayout = useDiffLayout()
  const layout = useNarrow() ? 'unified' : chosenLayout
  const scroller = useRef<HTMLDivElement>(null)
  const choose = (next: DiffLayout) => inPlace(scroller.current, 'section[id^=file-]', () => setDiffLayout(next))
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set(files.filter(isLong).map(({ path }) => path)))
  const toggle = (path: string) =>
    setFolded((before) => {
      const after = new Set(before)
      if (!after.delete(path)) after.add(path)
      return after
    })
  const go = (index: number) => {
    const file = files[index]
    if (!file) return
    if (folded.has(file.path)) toggle(file.path)
    document.getElementById(idOf(index))?.scrollIntoView({ block: 'start' })
    buttonOf(index)?.focus({ preventScroll: true })
  }
  const current = () => files.findIndex((_, index) => buttonOf(index) === document.activeElement)
  const step = (by: number) => go(Math.max(0, Math.min(files.length - 1, current() + by)))
  useKeys('Files of the change', [
    { keys: 'j', label: 'Next file', run: () => step(1) },
    { keys: 'k', label: 'Previous file', run: () => step(current() < 0 ? 1 : -1) },
    {
      keys: 's',
      label: 'Unified or side by side',
      run: () => choose(chosenLayout === 'split' ? 'unified' : 'split'),
    },
    ...(choosing
      ? [
          {
            keys: 'x',
            label: 'Accept or refuse the file',
            run: () => {
              const file = files[current()]
              if (file) choosing.toggle(file.path)
            },
          },
        ]
      : []),
  ])
  const allFolded = folded.size === files.length
  const list = <FileList files={files} choosing={choosing} onGo={(file) => go(files.indexOf(file))} />

  return (
    <div className="flex min-h-0 flex-1 border-t border-line">
      {files.length > 1 && (
        <nav
          aria-label="Files of the change"
          className="w-84 shrink-0 overflow-y-auto border-r border-line p-2 max-xl:hidden"
        >
          {list}
        </nav>
      )}
      <div
        ref={scroller}
        data-scroller
        tabIndex={-1}
        className="relative min-h-0 min-w-0 flex-1 overflow-y-auto overscroll-contain outline-none"
      >
        <div className="flex flex-col gap-5 px-6 pt-5 pb-12 max-md:px-4">
          {children}
          {files.length > 0 && (
            <section aria-label="Changed files" className="flex flex-col gap-3">
              <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
                <h2 className="font-semibold">{counted(files.length, 'file')}</h2>
                <Delta added={stats.linesAdded} removed={stats.linesRemoved} />
                <div className="ml-auto flex items-center gap-2">
                  {files.length > 1 && (
                    <Button
                      look="ghost"
                      icon={allFolded ? ChevronsUpDown : ChevronsDownUp}
                      onClick={() => setFolded(allFolded ? new Set() : new Set(files.map(({ path }) => path)))}
                    >
                      {allFolded ? 'Unfold all' : 'Fold all'}
                    </Button>
                  )}
                  <span className="max-md:hidden">
                    <Choice label="Layout" value={chosenLayout} options={layouts} onChoose={choose} />
                  </span>
                </div>
              </div>
              {files.length > 1 && (
                <details className="xl:hidden">
                  <summary className="py-1 text-quiet max-md:py-3">List of the files</summary>
                  {list}
                </details>
              )}
              {files.map((file, index) => (
                <DiffFile
                  key={file.path}
                  id={idOf(index)}
                  file={file}
                  repoId={repoId}
                  layout={layout}
                  open={!folded.has(file.path)}
                  onToggle={() => toggle(file.path)}
                  choosing={choosing}
                  onUndo={onUndoFile && file.undoneBy === null ? () => onUndoFile(file) : undefined}
                />
              ))}
            </section>
          )}
        </div>
      </div>
    </div>
  )
}
