import type { Transition, VisitSource } from '@hydraflow/sdk'
import type { Stretch } from '../../ui/Highlighted.tsx'

/** How a person came to a page, as an end of "You came here by …". */
export const transitionWords: Record<Transition, string> = {
  link: 'a link',
  typed: 'typing the address',
  bookmark: 'a bookmark',
  subframe: 'a frame inside a page',
  manual_subframe: 'a link inside a frame',
  generated: 'a suggestion of the address bar',
  start_page: 'the start page',
  form_submit: 'sending a form',
  reload: 'reloading',
  keyword: 'a search in the address bar',
  keyword_generated: 'a search in the address bar',
  embed: 'an embedded part of a page',
  redirect_permanent: 'a permanent redirect',
  redirect_temporary: 'a redirect',
  download: 'a download',
  other: 'another way',
}

const browserWords: Record<string, string> = {
  chrome: 'Chrome',
  chromium: 'Chromium',
  edge: 'Edge',
  brave: 'Brave',
  vivaldi: 'Vivaldi',
  opera: 'Opera',
  firefox: 'Firefox',
  safari: 'Safari',
}

export const browserText = (browser: string): string => browserWords[browser.toLowerCase()] ?? browser

export function sourceText({ batchId, browser }: VisitSource): string {
  if (batchId === null) return browser === null ? 'seen as it happened' : `seen in ${browserText(browser)}`
  return browser === null ? 'an import' : `an import from ${browserText(browser)}`
}

/** The address without its scheme, `www.` and a lone slash at the end; what matched moves along. */
export function shortUrl(url: string, ranges: readonly Stretch[] = []): { text: string; ranges: readonly Stretch[] } {
  const start = /^https?:\/\/(www\.)?/.exec(url)?.[0].length ?? 0
  const text = url.slice(start).replace(/^([^/]*)\/$/, '$1')
  const moved = ranges
    .map((range) => ({ start: Math.max(0, range.start - start), end: Math.min(text.length, range.end - start) }))
    .filter((range) => range.end > range.start)
  return { text, ranges: moved }
}
