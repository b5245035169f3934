import type { ReactNode } from 'react'
import type { ImportPreview, ImportSource } from '@hydraflow/sdk'
import { Button } from '../../ui/Button.tsx'
import { counted, formatBytes, formatSpan } from '../../ui/format.ts'
import { Bone, useSlow } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { browserText } from '../history/visit-text.ts'
import { CountTable } from './CountTable.tsx'
import { formatWords } from './import-words.ts'
import { Sample } from './Sample.tsx'
import { Step } from './Step.tsx'
import { usePreview, useRunImport, type ImportAddress } from './use-import.ts'

interface PreviewProps {
  source: ImportSource
  address: ImportAddress
}

/** What the file is and what importing it would change, before anything is changed. */
export function Preview({ source, address }: PreviewProps): ReactNode {
  const { data, error, refetch } = usePreview(source)
  return (
    <Step number={2} title="Check what it holds" note={data && `${data.fileName}, ${formatBytes(data.bytes)}`}>
      {error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <KnownPreview preview={data} source={source} address={address} />
      ) : (
        <Reading />
      )}
    </Step>
  )
}

function Reading(): ReactNode {
  const slow = useSlow()
  return (
    <div role="status" className="flex min-h-40 flex-col gap-3">
      <span className={slow ? 'text-quiet' : 'sr-only'}>Copying the file and comparing it with your history…</span>
      <Bone className="w-2/3" />
      <Bone className="w-1/2" />
    </div>
  )
}

interface KnownPreviewProps extends PreviewProps {
  preview: ImportPreview
}

function KnownPreview({ preview, source, address }: KnownPreviewProps): ReactNode {
  const run = useRunImport((job) => address.go({ ...address.search, job }))
  const { format, browser, pages, from, to, sample } = preview
  const started = address.search.job !== undefined
  return (
    <>
      <p className="font-serif text-lg text-pretty">
        {browser ? `A history of ${browserText(browser)}` : `A ${formatWords[format]}`} with{' '}
        {counted(preview.read, 'visit')} to {counted(pages, 'page')}
        {from && to && `, from ${formatSpan(from, to)}`}.
      </p>
      <CountTable
        read={preview.read}
        added={preview.new}
        unchanged={preview.unchanged}
        skipped={preview.skipped}
        words="would"
      />
      {sample.length > 0 && <Sample visits={sample} />}
      {!started && (
        <div className="flex flex-wrap items-center gap-3">
          <Button look={preview.new > 0 ? 'primary' : 'plain'} busy={run.isPending} onClick={() => run.mutate(source)}>
            {preview.new > 0 ? `Import ${counted(preview.new, 'new visit')}` : 'Import it all the same'}
          </Button>
          {preview.new === 0 && <span className="text-quiet">Everything in this file is already here.</span>}
        </div>
      )}
      {run.error && <Fault error={run.error} />}
    </>
  )
}
