import type { ReactNode } from 'react'
import { CircleAlert, CircleCheck, LoaderCircle, type LucideIcon } from 'lucide-react'
import type { Overview } from '@hydraflow/sdk'
import { counted, formatNumber } from '../../ui/format.ts'
import { Facts } from '../../ui/Facts.tsx'
import { StackedBar } from '../../ui/StackedBar.tsx'
import { Time } from '../../ui/Time.tsx'
import { Section } from './Section.tsx'

interface Health {
  icon: LucideIcon
  colour: string
  text: string
}

function healthOf({ integrity, pending, stale }: Overview['indexes']): Health {
  if (integrity === 'failed')
    return { icon: CircleAlert, colour: 'text-bad', text: 'Damaged: it needs to be built again' }
  const behind = pending + stale
  if (behind > 0) return { icon: LoaderCircle, colour: 'text-running', text: `${counted(behind, 'document')} behind` }
  if (integrity === 'unchecked') return { icon: CircleCheck, colour: 'text-quiet', text: 'Up to date' }
  return { icon: CircleCheck, colour: 'text-good', text: 'Up to date and sound' }
}

interface IndexHealthProps {
  indexes: Overview['indexes']
  engine: Overview['engine']
}

export function IndexHealth({ indexes, engine }: IndexHealthProps): ReactNode {
  const { icon: Icon, colour, text } = healthOf(indexes)
  const { documents, pending, stale, lastBuiltAt } = indexes
  const ready = Math.max(0, documents - stale)
  return (
    <Section
      title="Search index"
      note={
        <span className="inline-flex items-center gap-1.5">
          <Icon size={15} aria-hidden className={colour} />
          {text}
        </span>
      }
    >
      <div className="flex flex-col gap-3">
        <StackedBar
          parts={[
            { label: 'Ready to be found', value: ready, text: formatNumber(ready) },
            { label: 'Waiting to be indexed', value: pending, text: formatNumber(pending) },
            { label: 'Changed since', value: stale, text: formatNumber(stale) },
          ].filter(({ value }, index) => index === 0 || value > 0)}
        />
        <Facts
          facts={[
            ['Last built', lastBuiltAt && <Time at={lastBuiltAt} />],
            ['Engine', `${engine.name === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${engine.version}`],
          ]}
        />
      </div>
    </Section>
  )
}
