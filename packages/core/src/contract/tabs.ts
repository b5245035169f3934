import { z } from 'zod'
import { Count, Id, IsoTime, WebUrl, listInput, pageOf, text } from './primitives.ts'
import { Visit } from './history.ts'
import { Thread, ThreadTitle } from './threads.ts'

export const Tab = z.object({
  id: z.string(),
  windowId: z.string().nullable(),
  index: Count.nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
  favicon: z.string().nullable(),
  active: z.boolean(),
  pinned: z.boolean(),
  openedAt: IsoTime,
  lastActiveAt: IsoTime,
  closedAt: IsoTime.nullable(),
  threadId: z.string().nullable(),
  thread: z.object({ id: z.string(), title: z.string(), messageCount: Count }).nullable(),
  page: z.object({ id: z.string(), url: z.string(), title: z.string() }).nullable(),
  lastVisits: z.array(Visit),
})
export type Tab = z.infer<typeof Tab>
export const TabPage = pageOf(Tab)

/** The tab that was active last comes first; closed tabs only with `closed: true`. */
export const ListTabs = z.strictObject({
  ...listInput,
  closed: z.boolean().optional(),
  windowId: Id.optional(),
  threadId: Id.optional(),
})
export type ListTabs = z.infer<typeof ListTabs>

/** A field left out stays as it is, null clears it. Opens a closed tab again. */
export const UpsertTab = z.strictObject({
  id: Id,
  windowId: Id.nullish(),
  index: Count.nullish(),
  title: text(4_000).nullish(),
  url: WebUrl.nullish(),
  favicon: text(65_536).nullish(),
  active: z.boolean().optional(),
  pinned: z.boolean().optional(),
  openedAt: IsoTime.optional(),
  lastActiveAt: IsoTime.optional(),
})
export type UpsertTab = z.infer<typeof UpsertTab>

export const BindThread = z.strictObject({ tabId: Id, threadId: Id.optional(), title: ThreadTitle.optional() })
export type BindThread = z.infer<typeof BindThread>

export const UnbindThread = z.strictObject({ tabId: Id })
export type UnbindThread = z.infer<typeof UnbindThread>

export const BoundThread = z.object({ tab: Tab, thread: Thread, created: z.boolean() })
export type BoundThread = z.infer<typeof BoundThread>
