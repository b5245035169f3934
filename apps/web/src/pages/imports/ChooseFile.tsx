import type { ReactNode } from 'react'
import type { BrowserProfile } from '@hydraflow/sdk'
import { Lock } from 'lucide-react'
import { formatBytes } from '../../ui/format.ts'
import { LetterTile, Row } from '../../ui/Row.tsx'
import { ShortList } from '../../ui/ShortList.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { Fault } from '../Fault.tsx'
import { browserText } from '../history/visit-text.ts'
import { OwnFile } from './OwnFile.tsx'
import { Step } from './Step.tsx'
import { useProfiles, type ImportAddress } from './use-import.ts'

export function ChooseFile({ address }: { address: ImportAddress }): ReactNode {
  const { data: profiles, error, refetch } = useProfiles()
  return (
    <Step number={1} title="Choose a history">
      {profiles ? (
        <Profiles profiles={profiles} address={address} />
      ) : error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : (
        <WaitingRows label="Looking for browsers on this machine" rows={2} />
      )}
      <OwnFile address={address} />
    </Step>
  )
}

function Profiles({ profiles, address }: { profiles: readonly BrowserProfile[]; address: ImportAddress }): ReactNode {
  if (profiles.length === 0) {
    return (
      <p className="text-quiet">
        No browser profile was found on the machine of the server. Bring the file yourself: it is named History in
        Chrome, Edge, Brave and their kin, and places.sqlite in Firefox.
      </p>
    )
  }
  return (
    <ShortList label="Browser profiles found on this machine">
      {profiles.map((profile) => (
        <ProfileRow
          key={profile.id}
          profile={profile}
          open={address.search.profile === profile.id}
          onOpen={() => address.go({ profile: profile.id })}
        />
      ))}
    </ShortList>
  )
}

interface ProfileRowProps {
  profile: BrowserProfile
  open: boolean
  onOpen: () => void
}

function ProfileRow({ profile, open, onOpen }: ProfileRowProps): ReactNode {
  const { browser, profile: name, bytes, modifiedAt, readable } = profile
  return (
    <Row
      lead={readable ? <LetterTile of={browser} /> : <Lock size={16} aria-hidden className="text-caution" />}
      title={
        <>
          <span className="font-medium">{browserText(browser)}</span> {name}
        </>
      }
      note={readable ? formatBytes(bytes) : 'The server may not read this file; choose it to see what to do'}
      end={<Time at={modifiedAt} />}
      active={false}
      open={open}
      reachable
      onOpen={onOpen}
    />
  )
}
