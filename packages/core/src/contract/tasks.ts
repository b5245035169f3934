import { z } from 'zod'
import { Count, Id, IsoTime, JsonValue, Metadata, listInput, oneOrMany, pageOf, text } from './primitives.ts'

export const TaskStatus = z.enum(['pending', 'in_progress', 'blocked', 'completed', 'failed', 'cancelled'])
export type TaskStatus = z.infer<typeof TaskStatus>

/** The statuses that close a task. */
export const closedTaskStatuses = ['completed', 'failed', 'cancelled'] as const satisfies readonly TaskStatus[]

export const Task = z.object({
  id: z.string(),
  threadId: z.string().nullable(),
  title: z.string(),
  description: z.string().nullable(),
  status: TaskStatus,
  priority: z.int(),
  owner: z.string().nullable(),
  dueAt: IsoTime.nullable(),
  closedAt: IsoTime.nullable(),
  result: z.unknown(),
  metadata: Metadata,
  createdAt: IsoTime,
  updatedAt: IsoTime,
})
export type Task = z.infer<typeof Task>
export const TaskPage = pageOf(Task)

const taskFields = {
  threadId: Id.nullish(),
  description: text(100_000).nullish(),
  owner: text(200).nullish(),
  dueAt: IsoTime.nullish(),
  result: JsonValue.optional(),
  metadata: Metadata.optional(),
}

export const CreateTask = z.strictObject({
  id: Id.optional(),
  title: text(1_000, 1),
  status: TaskStatus.default('pending'),
  priority: z.int().min(-1_000).max(1_000).default(0),
  ...taskFields,
})
export type CreateTask = z.infer<typeof CreateTask>

/** A field left out stays as it is; null clears it. */
export const UpdateTask = z.strictObject({
  id: Id,
  title: text(1_000, 1).optional(),
  status: TaskStatus.optional(),
  priority: z.int().min(-1_000).max(1_000).optional(),
  ...taskFields,
})
export type UpdateTask = z.infer<typeof UpdateTask>

/** Newest first. `overdue: true` keeps open tasks whose `dueAt` has passed. */
export const ListTasks = z.strictObject({
  ...listInput,
  status: oneOrMany(TaskStatus).optional(),
  threadId: Id.optional(),
  owner: text(200).optional(),
  overdue: z.boolean().optional(),
})
export type ListTasks = z.infer<typeof ListTasks>

export const TaskEvent = z.object({
  id: z.string(),
  taskId: z.string(),
  sequence: Count,
  eventType: z.string(),
  payload: z.unknown(),
  createdAt: IsoTime,
})
export type TaskEvent = z.infer<typeof TaskEvent>
export const TaskEventPage = pageOf(TaskEvent)

/** In order, oldest first. */
export const ListTaskEvents = z.strictObject({ id: Id, ...listInput })
export type ListTaskEvents = z.infer<typeof ListTaskEvents>

export const AddTaskEvent = z.strictObject({
  id: Id,
  eventType: text(100, 1),
  payload: JsonValue.optional(),
})
export type AddTaskEvent = z.infer<typeof AddTaskEvent>
