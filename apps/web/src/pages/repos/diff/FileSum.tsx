import type { ReactNode } from 'react'
import type { ChangedFile } from '@hydraflow/sdk'
import { classes } from '../../../ui/classes.ts'
import { Delta } from '../../../ui/Delta.tsx'
import { fileNotes } from './file-words.ts'

interface FileSumProps {
  file: ChangedFile
  /** On a phone the lines alone, where there are any. */
  brief?: boolean
}

/** The change of one file in a few words and two numbers. */
export function FileSum({ file, brief = false }: FileSumProps): ReactNode {
  const { linesAdded, linesRemoved } = file
  const hasLines = linesAdded + linesRemoved > 0
  const notes = fileNotes(file)
  return (
    <span className="inline-flex items-baseline gap-3 whitespace-nowrap">
      {(notes.length > 0 || !hasLines) && (
        <span className={classes('text-quiet', brief && hasLines && 'max-md:hidden')}>
          {notes.join(', ') || 'no line changed'}
        </span>
      )}
      {hasLines && <Delta added={linesAdded} removed={linesRemoved} />}
    </span>
  )
}
