import type { ReactNode } from 'react'
import type { ChangedFile } from '@hydraflow/sdk'
import { LineCounts } from './FileDiff.tsx'

const blocks = 5

/** The files of a change with what each adds and removes, as bars of the same scale. */
export function FilesList({ files, onGo }: { files: readonly ChangedFile[]; onGo: (path: string) => void }): ReactNode {
  const most = Math.max(1, ...files.map(({ linesAdded, linesRemoved }) => linesAdded + linesRemoved))
  return (
    <ul aria-label="Files" className="flex flex-col">
      {files.map((file) => (
        <li key={file.path}>
          <button
            type="button"
            onClick={() => onGo(file.path)}
            className="flex w-full items-center gap-3 rounded-sm px-2 py-1 text-left hover:bg-hover max-md:min-h-11"
          >
            <span className="line min-w-0 flex-1 font-mono text-xs" title={file.path}>
              <bdi>{file.path}</bdi>
              {file.undoneBy !== null && <span className="text-quiet"> · taken back</span>}
            </span>
            <LineCounts file={file} />
            <Share file={file} most={most} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Share({ file: { linesAdded, linesRemoved }, most }: { file: ChangedFile; most: number }): ReactNode {
  const all = Math.max(linesAdded + linesRemoved > 0 ? 1 : 0, Math.round(((linesAdded + linesRemoved) / most) * blocks))
  const added = Math.round((linesAdded / Math.max(1, linesAdded + linesRemoved)) * all)
  return (
    <span aria-hidden className="flex gap-0.5 max-md:hidden">
      {Array.from({ length: blocks }, (_, at) => (
        <span
          key={at}
          className={`size-2 rounded-[2px] ${at >= all ? 'bg-line' : at < added ? 'bg-good' : 'bg-bad'}`}
        />
      ))}
    </span>
  )
}
