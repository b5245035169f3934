import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Change } from '@hydraflow/sdk'
import { paths } from '../../paths.ts'
import { counted } from '../../ui/format.ts'
import { Notice } from '../../ui/Notice.tsx'
import { keepDraft } from './propose-draft.ts'

/** Says before it is tried that an open proposal cannot be applied as it stands. */
export function StaleNotice({ change, count }: { change: Change; count: number }): ReactNode {
  const [files, them] = [counted(count, 'file is', 'files are'), count === 1 ? 'it' : 'them']
  return (
    <Notice meaning="caution" title={`${files} no longer as this proposal found ${them}`}>
      Leave {them} out, or see whether the change fits the files as they are now. <ProposeAgain change={change} />
    </Notice>
  )
}

/** The way to the form, with the same change in it; bytes cannot be written there. */
export function ProposeAgain({ change: { repoId, summary, files } }: { change: Change }): ReactNode {
  if (files.some(({ diff }) => diff === null)) return null
  const patch = files.map(({ diff }) => diff).join('')
  return (
    <Link
      {...paths.propose(repoId)}
      onClick={() => keepDraft(repoId, { patch, summary, mode: 'strict' })}
      className="door text-text"
    >
      Propose it again
    </Link>
  )
}
