import { useState, type ReactNode } from 'react'
import { Check, Copy } from 'lucide-react'
import { IconButton } from '../../ui/Button.tsx'

/** A command to run, what it does, and a button that copies it. */
export function Command({ command, purpose }: { command: string; purpose: string }): ReactNode {
  const [copied, setCopied] = useState(false)
  const copy = () => void navigator.clipboard.writeText(command).then(() => setCopied(true))
  return (
    <div>
      <dt className="flex items-center justify-between rounded-sm border border-line bg-surface pl-3 font-mono">
        {command}
        <IconButton
          icon={copied ? Check : Copy}
          label={copied ? `Copied ${command}` : `Copy ${command}`}
          onClick={copy}
        />
      </dt>
      <dd className="mt-1 text-quiet">{purpose}</dd>
    </div>
  )
}
