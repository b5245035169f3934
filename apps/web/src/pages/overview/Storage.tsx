import type { ReactNode } from 'react'
import type { Overview } from '@hydraflow/sdk'
import { formatBytes } from '../../ui/format.ts'
import { StackedBar, type Part } from '../../ui/StackedBar.tsx'
import { Section } from './Section.tsx'

const part = (label: string, value: number, note?: string): Part => ({ label, value, text: formatBytes(value), note })

export function Storage({ storage }: { storage: Overview['storage'] }): ReactNode {
  const { measuredAt, database, indexes, snapshots, bundles, logs } = storage
  const parts = [
    part('Database', database),
    part('Search indexes', indexes, measuredAt === null ? 'not measured yet' : undefined),
    part('Page snapshots', snapshots),
    part('Bundles', bundles),
    part('Logs', logs),
  ].filter(({ value, note }) => value > 0 || note !== undefined)
  const total = parts.reduce((sum, { value }) => sum + value, 0)
  return (
    <Section title="Storage" note={`${formatBytes(total)} on this disk`}>
      <StackedBar parts={parts} />
    </Section>
  )
}
