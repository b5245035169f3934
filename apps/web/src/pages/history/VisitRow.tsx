import type { ReactNode } from 'react'
import type { ListedVisit } from '@hydraflow/sdk'
import { ExternalLink } from 'lucide-react'
import { IconButton } from '../../ui/Button.tsx'
import { Highlighted } from '../../ui/Highlighted.tsx'
import { openOutside } from '../../ui/Link.tsx'
import { LetterTile, Row, type RowProps } from '../../ui/Row.tsx'
import { Time } from '../../ui/Time.tsx'
import { shortUrl } from './visit-text.ts'

interface VisitRowProps extends Pick<RowProps, 'active' | 'open' | 'reachable' | 'selected' | 'onOpen' | 'onSelect'> {
  visit: ListedVisit
}

export function VisitRow({ visit, ...row }: VisitRowProps): ReactNode {
  const { title, url, highlights } = visit
  const address = shortUrl(url, highlights?.url)
  const name = title || address.text
  return (
    <Row
      {...row}
      columns
      lead={<LetterTile of={visit.host} />}
      selectLabel={`Select ${name}`}
      title={<Highlighted text={name} ranges={title ? highlights?.title : address.ranges} />}
      note={title !== '' && <Highlighted text={address.text} ranges={address.ranges} />}
      actions={
        <IconButton
          icon={ExternalLink}
          label={`Open ${name} in a new tab`}
          tabIndex={-1}
          onClick={() => openOutside(url)}
        />
      }
      end={<Time at={visit.visitedAt} clock />}
    />
  )
}
