import type { HistoryFormat, ImportBatch, SkipReason, Skipped } from '@hydraflow/sdk'
import type { Fact } from '../../ui/Facts.tsx'
import { formatNumber } from '../../ui/format.ts'

export const skipWords: Record<SkipReason, string> = {
  not_web: 'not a web address, such as settings or files',
  url_too_long: 'address longer than 8,192 characters',
  url_invalid: 'address that cannot be read',
  time_missing: 'no time recorded',
  page_missing: 'its page is missing in the file',
}

export const formatWords: Record<HistoryFormat, string> = {
  chromium: 'Chromium history',
  firefox: 'Firefox history',
}

export const batchStatusWords: Record<ImportBatch['status'], string> = {
  running: 'Running',
  complete: 'Complete',
  reverting: 'Being taken back',
  reverted: 'Taken back',
}

export const skippedEntries = (skipped: Skipped): [SkipReason, number][] =>
  Object.entries(skipped).filter(([, count]) => count > 0) as [SkipReason, number][]

export const skippedFacts = (skipped: Skipped): Fact[] =>
  skippedEntries(skipped).map(([reason, count]) => ['Left out', `${formatNumber(count)}: ${skipWords[reason]}`])
