import type { ReactNode } from 'react'
import type { ChangedFile } from '@hydraflow/sdk'
import { TriangleAlert, Undo2 } from 'lucide-react'
import { classes } from '../../../ui/classes.ts'
import { DeltaBar } from '../../../ui/Delta.tsx'
import { Plain } from '../../../ui/Plain.tsx'
import type { Choosing } from './DiffFile.tsx'
import { FileSum } from './FileSum.tsx'
import { endOfPath, splitPath } from './file-words.ts'

/** As much of a directory as there is room for beside a name. */
const longestDirectory = 16

interface FileListProps {
  files: readonly ChangedFile[]
  choosing: Choosing | undefined
  onGo: (file: ChangedFile) => void
}

/** The files of a change with how much of each changed; each leads to its lines. */
export function FileList({ files, choosing, onGo }: FileListProps): ReactNode {
  const most = Math.max(...files.map(({ linesAdded, linesRemoved }) => linesAdded + linesRemoved))
  return (
    <ul aria-label="Files" className="flex flex-col">
      {files.map((file) => (
        <FileEntry key={file.path} file={file} most={most} choosing={choosing} onGo={() => onGo(file)} />
      ))}
    </ul>
  )
}

interface FileEntryProps {
  file: ChangedFile
  most: number
  choosing: Choosing | undefined
  onGo: () => void
}

function FileEntry({ file, most, choosing, onGo }: FileEntryProps): ReactNode {
  const { path, action, linesAdded, linesRemoved, undoneBy } = file
  const { directory, name } = splitPath(path)
  const refused = choosing !== undefined && !choosing.chosen.has(path)
  return (
    <li className="flex h-7.5 items-center max-md:h-11">
      {choosing && (
        <label className="flex size-7.5 shrink-0 items-center justify-center max-md:size-11">
          <input
            type="checkbox"
            checked={!refused}
            onChange={() => choosing.toggle(path)}
            aria-label={`Accept ${path} (list)`}
            className="size-4"
          />
        </label>
      )}
      <button
        type="button"
        title={path}
        onClick={onGo}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-sm px-2 text-left -outline-offset-2 transition-colors hover:bg-hover"
      >
        <span className={classes('line min-w-0 flex-1', (refused || action === 'deleted') && 'line-through')}>
          <Plain text={name} />
          {directory !== '' && (
            <span className="ml-2 text-quiet">
              <Plain text={endOfPath(directory, longestDirectory)} />
            </span>
          )}
        </span>
        {choosing?.stale.has(path) && (
          <TriangleAlert size={13} aria-label="changed since" className="shrink-0 text-caution" />
        )}
        {undoneBy !== null && <Undo2 size={13} aria-label="taken back" className="shrink-0 text-quiet" />}
        <FileSum file={file} />
        {linesAdded + linesRemoved > 0 && (
          <span className="max-md:hidden">
            <DeltaBar added={linesAdded} removed={linesRemoved} most={most} />
          </span>
        )}
      </button>
    </li>
  )
}
