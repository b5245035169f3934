import type { AnchorHTMLAttributes, ReactNode } from 'react'
import { ExternalLink } from 'lucide-react'
import { classes } from './classes.ts'

/** The address when a browser may open it; nothing but http and https ever is. */
export function webAddress(url: string): string | undefined {
  const address = URL.parse(url)
  return address && ['http:', 'https:'].includes(address.protocol) ? address.href : undefined
}

export const openOutside = (url: string) => {
  const address = webAddress(url)
  if (address !== undefined) window.open(address, '_blank', 'noopener,noreferrer')
}

interface OutsideLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  url: string
  children: ReactNode
}

/** A link to the world outside, in a tab of its own that learns nothing of this one. */
export function OutsideLink({ url, children, className, ...rest }: OutsideLinkProps): ReactNode {
  const address = webAddress(url)
  if (address === undefined) return <span className={className}>{children}</span>
  return (
    <a
      {...rest}
      href={address}
      target="_blank"
      rel="noopener noreferrer"
      className={classes('inline-flex items-center gap-1.5', className)}
    >
      {children}
      <ExternalLink size={13} aria-label="opens in a new tab" className="shrink-0" />
    </a>
  )
}
