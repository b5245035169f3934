import { useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Change } from '@hydraflow/sdk'
import { Redo2, Undo2 } from 'lucide-react'
import { toast } from 'sonner'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { Button, type ButtonProps } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../../ui/Dialog.tsx'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { linesText } from './change-words.ts'
import { PatchFault } from './PatchFault.tsx'
import { useRepoDeed } from './use-repos.ts'

interface UndoButtonProps {
  change: Change
  kind: 'undo' | 'redo'
  /** Only this file. */
  path?: string
  look?: ButtonProps['look']
}

const words = {
  undo: {
    button: 'Take back',
    title: 'Take this change back?',
    confirm: 'Take it back',
    done: 'Taken back',
    icon: Undo2,
  },
  redo: {
    button: 'Apply again',
    title: 'Apply this change again?',
    confirm: 'Apply it again',
    done: 'Applied again',
    icon: Redo2,
  },
}

/** Takes a change back, or applies it again, after showing which files that touches and what stands in the way. */
export function UndoButton({ change, kind, path, look = 'plain' }: UndoButtonProps): ReactNode {
  const [asking, setAsking] = useState(false)
  const { button, title, confirm, done, icon } = words[kind]
  const input = { repoId: change.repoId, changeId: change.id }
  const act = (dryRun: boolean) =>
    kind === 'undo'
      ? client.repos.undoChange({ ...input, dryRun, ...(path !== undefined && { paths: [path] }) })
      : client.repos.redoChange({ ...input, dryRun })
  const preview = useQuery({
    queryKey: queryKeys.undoPreview(change.id, kind, path),
    queryFn: () => act(true),
    enabled: asking,
    staleTime: 0,
    gcTime: 0,
  })
  const deed = useRepoDeed(
    () => act(false),
    ({ stats }) => {
      setAsking(false)
      toast.success(`${done}: ${counted(stats.files, 'file')}`)
    },
  )
  const conflicts = preview.data?.conflicts ?? []
  const error = deed.error ?? preview.error
  return (
    <>
      <Button
        look={look}
        icon={icon}
        onClick={() => setAsking(true)}
        {...(path !== undefined && { 'aria-label': `${button}: ${path}` })}
      >
        {button}
      </Button>
      {asking && (
        <ConfirmDialog
          open
          onClose={() => setAsking(false)}
          title={path === undefined ? title : `Take back ${path}?`}
          confirm={confirm}
          look={kind === 'undo' ? 'danger' : 'primary'}
          busy={deed.isPending}
          disabled={!preview.data || conflicts.length > 0}
          onConfirm={() => deed.mutate(undefined)}
        >
          {preview.isPending && <Bone className="h-4 w-2/3" />}
          {preview.data && conflicts.length === 0 && (
            <>
              <p>
                {counted(preview.data.stats.files, 'file')} would change: {linesText(preview.data.stats)} lines.
              </p>
              <ul className="flex flex-col">
                {preview.data.files.slice(0, 50).map((file) => (
                  <li key={file.path} className="font-mono text-xs wrap-anywhere">
                    <bdi>{file.path}</bdi>
                  </li>
                ))}
              </ul>
            </>
          )}
          {conflicts.length > 0 && (
            <Notice meaning="caution" title="Files are no longer as the change left them">
              <ul>
                {conflicts.map((conflict) => (
                  <li key={conflict.path}>
                    <bdi className="font-mono text-xs">{conflict.path}</bdi>: {conflict.message}
                  </li>
                ))}
              </ul>
            </Notice>
          )}
          {error && <PatchFault error={error} />}
        </ConfirmDialog>
      )}
    </>
  )
}
