import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ListedVisit, Page } from '@hydraflow/sdk'
import { Trash2 } from 'lucide-react'
import { client } from '../../data/client.ts'
import { queryKeys } from '../../data/query-keys.ts'
import { paths } from '../../paths.ts'
import { IconButton, buttonClasses } from '../../ui/Button.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { counted, formatDuration } from '../../ui/format.ts'
import { OutsideLink } from '../../ui/Link.tsx'
import { PanelSection, SidePanel } from '../../ui/SidePanel.tsx'
import { Time } from '../../ui/Time.tsx'
import { Bone } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import type { Deletion } from './DeleteDialog.tsx'
import { PageVisits } from './PageVisits.tsx'
import type { HistoryAddress } from './use-history.ts'
import { sourceText, transitionWords } from './visit-text.ts'

interface VisitPanelProps {
  pageId: string
  /** The visit it was opened from, when the list still shows it. */
  visit: ListedVisit | undefined
  address: HistoryAddress
  onDelete: (deletion: Deletion) => void
}

/** The page of a visit: where it is, how often it was seen, how this visit came about. */
export function VisitPanel({ pageId, visit, address, onDelete }: VisitPanelProps): ReactNode {
  const page = useQuery({
    queryKey: queryKeys.page(pageId),
    queryFn: ({ signal }) => client.pages.get({ id: pageId }, { signal }),
  })
  return (
    <SidePanel
      label="Page"
      onClose={address.close}
      actions={
        visit && (
          <IconButton
            icon={Trash2}
            label="Delete this visit"
            onClick={() => onDelete({ kind: 'visits', visits: [visit] })}
          />
        )
      }
    >
      {page.error ? (
        <Fault error={page.error} />
      ) : page.data ? (
        <PageFacts page={page.data} visit={visit} />
      ) : (
        <Bone className="h-6 w-3/4" />
      )}
      {visit && <VisitFacts visit={visit} />}
      {page.data && <PageVisits page={page.data} visitId={visit?.id} onShow={address.show} />}
    </SidePanel>
  )
}

function PageFacts({ page, visit }: { page: Page; visit: ListedVisit | undefined }): ReactNode {
  const url = visit?.url ?? page.url
  return (
    <section className="flex flex-col gap-3">
      <div>
        <p dir="auto" title={page.title} className="line-clamp-6 font-serif text-xl text-pretty wrap-anywhere">
          {page.title || page.url}
        </p>
        <p className="mt-1 line-clamp-4 wrap-anywhere text-quiet">{url}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <OutsideLink url={url} className={buttonClasses('primary')}>
          Open page
        </OutsideLink>
        <Link {...paths.history({ host: page.host })} className={`${buttonClasses()} max-w-full`}>
          <span className="line">All of {page.host}</span>
        </Link>
      </div>
      <Facts
        facts={[
          ['Seen', counted(page.visitCount, 'time')],
          ['First', <Time key="first" at={page.firstSeenAt} />],
          ['Last', <Time key="last" at={page.lastSeenAt} />],
        ]}
      />
    </section>
  )
}

function VisitFacts({ visit }: { visit: ListedVisit }): ReactNode {
  const { visitedAt, transition, durationMs, device, hidden, sources } = visit
  return (
    <PanelSection title="This visit">
      <Facts
        facts={[
          ['When', <Time key="when" at={visitedAt} />],
          ['Reached by', transition && transitionWords[transition]],
          ['Stayed', durationMs !== null && durationMs > 0 ? formatDuration(durationMs) : null],
          ['Followed from', visit.referrerVisitId && 'another page of this history'],
          ['Device', device],
          ['Shown', hidden ? 'only with redirects: nobody opened this by hand' : null],
          ['Known from', [...new Set(sources.map(sourceText))].join(', ')],
        ]}
      />
    </PanelSection>
  )
}
