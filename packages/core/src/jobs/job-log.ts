import { type Tx, statement } from '@hydraflow/db'
import { jsonFrom } from '../kernel/json.ts'

export interface NewLogEntry {
  readonly jobId: string
  readonly at: number
  readonly event: string
  readonly message: string
  readonly level?: 'info' | 'warning' | 'error'
  readonly data?: unknown
}

interface Row {
  jobId: string
  at: number
  level: string
  event: string
  message: string
  data: string | null
}

const insertEntry = statement<Row>()((db, slots) =>
  db.insertInto('job_log').values({
    jobId: slots.jobId,
    at: slots.at,
    level: slots.level,
    event: slots.event,
    message: slots.message,
    data: slots.data,
  }),
)

/** Adds a line to a job's log. */
export async function writeJobLog(
  tx: Tx,
  { jobId, at, event, message, level = 'info', data }: NewLogEntry,
): Promise<void> {
  await insertEntry(tx, { jobId, at, level, event, message, data: data === undefined ? null : jsonFrom(data) })
}
