import { useRef, useState, type ChangeEvent, type FormEvent, type ReactNode } from 'react'
import { FileUp, LoaderCircle } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { classes } from '../../ui/classes.ts'
import { formatBytes } from '../../ui/format.ts'
import { fieldClasses } from '../../ui/TextField.tsx'
import { Fault } from '../Fault.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { useUpload, type ImportAddress } from './use-import.ts'

/** A file that no profile list knows: dropped, chosen, or named by its path. */
export function OwnFile({ address }: { address: ImportAddress }): ReactNode {
  const upload = useUpload((id) => address.go({ upload: id }))
  return (
    <div className="flex flex-col gap-3">
      {upload.isPending ? <Uploading file={upload.variables} /> : <DropZone onFile={upload.mutate} />}
      {upload.error && <Fault error={upload.error} />}
      <PathField known={address.search.path ?? ''} onPath={(path) => address.go({ path })} />
    </div>
  )
}

const frame =
  'flex min-h-16 flex-wrap items-center justify-center gap-x-3 gap-y-2 rounded-md border border-dashed p-3 text-center transition-colors'

function Uploading({ file }: { file: File }): ReactNode {
  return (
    <div role="status" className={classes(frame, 'border-running')}>
      <LoaderCircle size={16} aria-hidden className="animate-spin text-running" />
      <span className="wrap-anywhere">
        Handing {file.name} ({formatBytes(file.size)}) to the server…
      </span>
    </div>
  )
}

function DropZone({ onFile }: { onFile: (file: File) => void }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const over = useFileDrop(onFile)
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (file) onFile(file)
  }
  return (
    <div className={classes(frame, over ? 'border-accent bg-selection' : 'border-line-strong')}>
      <FileUp size={16} aria-hidden className="text-quiet" />
      <span className="text-quiet">Drop a history file anywhere on this page, or</span>
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input ref={input} type="file" hidden aria-label="History file" onChange={onChange} />
    </div>
  )
}

function PathField({ known, onPath }: { known: string; onPath: (path: string) => void }): ReactNode {
  const [path, setPath] = useState(known)
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (path.trim() !== '') onPath(path.trim())
  }
  return (
    <form onSubmit={onSubmit} className="flex items-end gap-2">
      <label className="flex min-w-0 flex-1 flex-col gap-1">
        <span className="text-quiet">or name its path on the machine of the server</span>
        <input
          value={path}
          onChange={(event) => setPath(event.target.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={4096}
          className={classes(fieldClasses, 'font-mono')}
        />
      </label>
      <Button type="submit" disabled={path.trim() === ''}>
        Look into it
      </Button>
    </form>
  )
}
