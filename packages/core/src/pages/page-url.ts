import { hash } from 'node:crypto'

/** What a URL is to the history: as visited, and as the page it shows. */
export interface PageUrl {
  /** As visited, without user and password. */
  readonly url: string
  /** The normalised form that names the page. */
  readonly pageUrl: string
  readonly host: string
}

export type UnusableUrl = 'not_web' | 'url_too_long' | 'url_invalid'

const longestUrl = 8_192
/** No name of the internet is longer, and PostgreSQL's index of hosts holds none of more than 2,704 bytes. */
const longestHost = 255

/** Parameters that say where a click came from and nothing about the page. */
const trackingPrefixes = ['utm_', 'mc_', 'pk_', 'mtm_', 'hsa_']
const trackingNames = new Set([
  'fbclid',
  'gclid',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'twclid',
  'ttclid',
  'yclid',
  'igshid',
  'igsh',
  'mkt_tok',
  'oly_anon_id',
  'oly_enc_id',
  'vero_id',
  '_hsenc',
  '_hsmi',
  '_openstat',
  'wickedid',
  's_cid',
  'ref_src',
  'ref_url',
  'srsltid',
])

const isTracking = (name: string) =>
  trackingNames.has(name) || trackingPrefixes.some((prefix) => name.startsWith(prefix))

/**
 * Reads a URL as the WHATWG standard does and names its page: fragment and tracking parameters dropped, host in lower
 * case, the rest as it stands. Says why when the URL is not one that the history keeps.
 */
export function readPageUrl(text: string): PageUrl | UnusableUrl {
  if (!/^\s*https?:/i.test(text)) return 'not_web'
  if (text.length > longestUrl) return 'url_too_long'
  const url = URL.parse(text)
  if (!url || !url.hostname || url.hostname.length > longestHost || text.includes('\0') || !text.isWellFormed())
    return 'url_invalid'
  if (url.href.length > longestUrl) return 'url_too_long'
  const hadUser = url.username !== '' || url.password !== ''
  url.username = ''
  url.password = ''
  const visited = hadUser ? url.href : text.trim()
  url.hash = ''
  if (url.search) url.search = withoutTracking(url.search)
  return { url: visited, pageUrl: url.href, host: url.hostname }
}

/** Works on the text: URLSearchParams would rewrite the parameters that stay. */
function withoutTracking(search: string): string {
  const kept = search
    .slice(1)
    .split('&')
    .filter((parameter) => !isTracking(parameter.split('=', 1)[0]?.toLowerCase() ?? ''))
  return kept.length > 0 ? `?${kept.join('&')}` : ''
}

/** A key for a URL of any length: 128 bits of SHA-256. */
export const urlHash = (url: string): string => hash('sha256', url, 'base64url').slice(0, 22)

/** `www.example.com` becomes `com.example.www.`: a host and everything below it share a beginning. */
export const reversedHost = (host: string): string => `${host.split('.').toReversed().join('.')}.`

/** What a person typed as a host, in the form that URLs have it; null when it is none. */
export function readHost(text: string): string | null {
  const url = URL.parse(
    `http://${text
      .trim()
      .replace(/^https?:\/\//i, '')
      .replace(/[/?#].*$/s, '')}`,
  )
  return url && url.hostname !== '' ? url.hostname : null
}
