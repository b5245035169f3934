import type { ReactNode } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ListedVisit } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { LetterTile, Row } from '../../ui/Row.tsx'
import { ShortList } from '../../ui/ShortList.tsx'
import { Time } from '../../ui/Time.tsx'
import { useVisits } from '../history/use-history.ts'
import { shortUrl } from '../history/visit-text.ts'
import { Section } from './Section.tsx'

const shownPages = 6

/** The last visit of each page, newest first. */
const oncePerPage = (visits: readonly ListedVisit[]): ListedVisit[] => [
  ...new Map(visits.toReversed().map((visit) => [visit.pageId, visit])).values(),
]

/** What was read last: where to go on. */
export function RecentPages(): ReactNode {
  const navigate = useNavigate()
  const visits = oncePerPage(useVisits({}).visits)
    .toSorted((a, b) => b.visitedAt.localeCompare(a.visitedAt))
    .slice(0, shownPages)
  return (
    <Section
      title="Read last"
      note={
        <Link {...paths.history()} className="door">
          All history
        </Link>
      }
    >
      <ShortList label="Read last">
        {visits.map((visit) => (
          <Row
            key={visit.id}
            lead={<LetterTile of={visit.host} />}
            title={visit.title || shortUrl(visit.url).text}
            end={<Time at={visit.visitedAt} />}
            active={false}
            reachable
            onOpen={() => void navigate(paths.history({ page: visit.pageId, visit: visit.id }))}
          />
        ))}
      </ShortList>
    </Section>
  )
}
