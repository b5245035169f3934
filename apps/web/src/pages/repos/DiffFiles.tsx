import type { ReactNode } from 'react'
import type { ChangedFile } from '@hydraflow/sdk'
import { Choice } from '../../ui/Choice.tsx'
import { FileDiff } from './FileDiff.tsx'
import { FilesList } from './FilesList.tsx'
import type { ChangeSearch } from './repos-search.ts'

interface DiffFilesProps {
  files: readonly ChangedFile[]
  split: boolean
  onView: (search: ChangeSearch) => void
  /** What can be done with one of them. */
  renderActions: (file: ChangedFile) => ReactNode
}

const anchorOf = (path: string): string => `file-${encodeURIComponent(path)}`

const goToFile = (path: string): void => document.getElementById(anchorOf(path))?.scrollIntoView({ block: 'start' })

/** The files of a change: a list to jump from, then the lines of each. */
export function DiffFiles({ files, split, onView, renderActions }: DiffFilesProps): ReactNode {
  return (
    <>
      <FilesList files={files} onGo={goToFile} />
      <div className="flex justify-end max-md:hidden">
        <Choice
          label="How lines are shown"
          value={split ? 'split' : 'inline'}
          options={[
            { value: 'inline', label: 'One column' },
            { value: 'split', label: 'Side by side' },
          ]}
          onChoose={(value) => onView(value === 'split' ? { view: 'split' } : {})}
        />
      </div>
      {files.map((file) => (
        <div key={file.path} id={anchorOf(file.path)} className="scroll-mt-2">
          <FileDiff file={file} split={split} actions={renderActions(file)} />
        </div>
      ))}
    </>
  )
}
