import type { ReactNode } from 'react'
import { LoaderCircle } from 'lucide-react'
import { useConnection } from '../stores/connection.ts'

const words = {
  live: { word: 'Live', note: 'What you see is up to date' },
  connecting: { word: 'Connecting', note: 'Waiting for the first answer of the server' },
  reconnecting: { word: 'Reconnecting', note: 'The server does not answer; what you see may be old' },
}

/** Whether what the page shows is up to date: a dot and always a word. */
export function ConnectionSign(): ReactNode {
  const connection = useConnection()
  const { word, note } = words[connection]
  return (
    <span role="status" title={note} className="flex items-center gap-1.5 text-quiet">
      {connection === 'live' ? (
        <span aria-hidden className="size-2 rounded-full bg-good" />
      ) : (
        <LoaderCircle size={14} aria-hidden className="animate-spin text-caution" />
      )}
      <span className={connection === 'live' ? 'max-md:sr-only' : 'max-md:sr-only text-caution'}>{word}</span>
    </span>
  )
}
