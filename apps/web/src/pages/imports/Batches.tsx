import type { ReactNode } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { ImportBatch } from '@hydraflow/sdk'
import { CircleCheck, LoaderCircle, Undo2 } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { counted, formatSpan } from '../../ui/format.ts'
import { Row } from '../../ui/Row.tsx'
import { ShortList } from '../../ui/ShortList.tsx'
import { Time } from '../../ui/Time.tsx'
import { browserText } from '../history/visit-text.ts'
import { historyOfBatch, useBatches } from './batches.ts'
import { batchStatusWords, formatWords } from './import-words.ts'
import { RevertButton } from './RevertButton.tsx'

/** What was imported before, newest first, and the way to take each one back. */
export function Batches(): ReactNode {
  const { batches, hasNextPage, fetchNextPage } = useBatches()
  if (batches.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h2 className="border-b border-line pb-2 text-base font-semibold">Earlier imports</h2>
      <ShortList label="Earlier imports">
        {batches.map((batch) => (
          <BatchRow key={batch.id} batch={batch} />
        ))}
      </ShortList>
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} className="self-start">
          Show older ones
        </Button>
      )}
    </section>
  )
}

function BatchRow({ batch }: { batch: ImportBatch }): ReactNode {
  const navigate = useNavigate()
  const { browser, format, fileName, from, to, inserted, read, createdAt } = batch
  return (
    <Row
      lead={<BatchIcon status={batch.status} />}
      title={
        <>
          <span className="text-quiet">{batchStatusWords[batch.status]}</span>
          <span className="mx-2 font-medium">{browser ? browserText(browser) : formatWords[format]}</span>
          {fileName}
        </>
      }
      note={`${counted(inserted, 'new visit')} of ${counted(read, 'visit')}${from && to ? `, ${formatSpan(from, to)}` : ''}`}
      end={
        <span className="flex items-center gap-1">
          <RevertButton batch={batch} />
          <span className="max-md:hidden">
            <Time at={createdAt} />
          </span>
        </span>
      }
      active={false}
      reachable
      onOpen={() => void navigate(historyOfBatch(batch))}
    />
  )
}

function BatchIcon({ status }: { status: ImportBatch['status'] }): ReactNode {
  if (status === 'complete') return <CircleCheck size={16} aria-hidden className="text-good" />
  if (status === 'reverted') return <Undo2 size={16} aria-hidden className="text-quiet" />
  return <LoaderCircle size={16} aria-hidden className="animate-spin text-running" />
}
