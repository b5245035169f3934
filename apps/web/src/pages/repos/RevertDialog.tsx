import type { ReactNode } from 'react'
import type { Change, Undone } from '@hydraflow/sdk'
import { toast } from 'sonner'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { Delta } from '../../ui/Delta.tsx'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Plain } from '../../ui/Plain.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { FileSum } from './diff/FileSum.tsx'
import { PatchFault } from './PatchFault.tsx'
import { PathReasons } from './PathReasons.tsx'
import { useRevert, useRevertPreview, type UndoWish } from './use-repos.ts'

interface RevertDialogProps {
  wish: UndoWish
  onClose: () => void
  /** After taking back: the way to apply it again. */
  onRedo: () => void
  onDone: (change: Change) => void
}

const words = {
  undo: {
    title: 'Take this change back?',
    confirm: 'Take back',
    nothing: 'Nothing to take back',
    done: 'taken back',
  },
  redo: {
    title: 'Apply this change again?',
    confirm: 'Apply again',
    nothing: 'Nothing to apply again',
    done: 'applied again',
  },
}

/** Says which files would change and what stands in the way, then does it. */
export function RevertDialog({ wish, onClose, onRedo, onDone }: RevertDialogProps): ReactNode {
  const preview = useRevertPreview(wish)
  const revert = useRevert()
  const { title, confirm, nothing, done } = words[wish.kind]
  const files = preview.data?.stats.files ?? 0
  const conflicts = preview.data?.conflicts ?? []
  // Files without a conflict can be taken back alone.
  const others = conflicts.length > 0 && wish.kind === 'undo'
  const start = () =>
    revert.mutate(others ? { ...wish, paths: preview.data?.files.map(({ path }) => path) ?? [] } : wish, {
      onSuccess: ({ change, stats }) => {
        onClose()
        if (change) onDone(change)
        toast.success(`${counted(stats.files, 'file')} ${done}`, {
          ...(wish.kind === 'undo' && { action: { label: 'Redo', onClick: onRedo } }),
        })
      },
    })
  const error = revert.error ?? preview.error
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={wish.paths?.length === 1 ? 'Take this file back?' : title}
      confirm={
        !preview.data
          ? 'Looking at the files…'
          : files === 0
            ? nothing
            : `${confirm} ${others ? 'only ' : ''}${counted(files, 'file')}`
      }
      look={wish.kind === 'undo' ? 'danger' : 'primary'}
      busy={revert.isPending}
      disabled={!preview.data || files === 0 || (conflicts.length > 0 && !others)}
      onConfirm={start}
    >
      {preview.data ? <Preview preview={preview.data} /> : !error && <Bone className="h-10" />}
      {error && <PatchFault error={error} />}
    </ConfirmDialog>
  )
}

const shownFiles = 50

function Preview({ preview: { files, stats, conflicts } }: { preview: Undone }): ReactNode {
  return (
    <>
      {conflicts.length > 0 && (
        <Notice meaning="bad" title={`${counted(conflicts.length, 'file')} changed since`}>
          <PathReasons label="Conflicts" paths={conflicts.map(({ path, message }) => ({ path, why: message }))} />
        </Notice>
      )}
      <p>
        {files.length === 0
          ? 'No file would change.'
          : conflicts.length > 0
            ? 'Without them, these would change:'
            : 'These files change:'}{' '}
        {files.length > 0 && <Delta added={stats.linesAdded} removed={stats.linesRemoved} />}
      </p>
      <ul aria-label="Files that change" className="flex flex-col gap-1 rounded-sm bg-hover p-3 empty:hidden">
        {files.slice(0, shownFiles).map((file) => (
          <li key={file.path} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="line max-w-full font-mono text-xs" title={file.path}>
              <Plain text={file.path} />
            </span>
            <FileSum file={file} />
          </li>
        ))}
        {files.length > shownFiles && <li>and {counted(files.length - shownFiles, 'more', 'more')}</li>}
      </ul>
    </>
  )
}
