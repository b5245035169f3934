import { z } from 'zod'
import { Count, IsoTime } from './primitives.ts'
import { JobStats } from './jobs.ts'
import { TaskStatus } from './tasks.ts'

export const ActivityDay = z.object({
  day: z.iso.date(),
  visits: Count,
  messages: Count,
  tasks: Count,
})
export type ActivityDay = z.infer<typeof ActivityDay>

export const Overview = z.object({
  counts: z.object({
    openTabs: Count,
    visits: Count,
    pages: Count,
    snapshots: Count,
    bookmarks: Count,
    threads: Count,
    messages: Count,
    tasks: z.record(TaskStatus, Count),
    tasksOverdue: Count,
    memories: Count,
    repos: Count,
    changes: Count,
    bundles: Count,
  }),
  activity: z.array(ActivityDay).meta({ description: 'The last 90 days in UTC, oldest first, without gaps' }),
  storage: z
    .object({
      measuredAt: IsoTime.nullable().meta({
        description: 'When indexes were last measured; null before the first time',
      }),
      database: Count,
      indexes: Count,
      snapshots: Count,
      bundles: Count,
      logs: Count,
    })
    .meta({ description: 'Bytes' }),
  jobs: JobStats,
  indexes: z.object({
    documents: Count,
    pending: Count,
    stale: Count,
    lastBuiltAt: IsoTime.nullable(),
    integrity: z.enum(['ok', 'failed', 'unchecked']),
  }),
  engine: z.object({ name: z.enum(['sqlite', 'postgres']), version: z.string() }),
})
export type Overview = z.infer<typeof Overview>
