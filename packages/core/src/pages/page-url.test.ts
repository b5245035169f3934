import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readHost, readPageUrl, reversedHost } from './page-url.ts'

it.each([
  ['https://Example.COM/a#part', 'https://example.com/a'],
  ['https://example.com/?utm_source=x&id=5&fbclid=y', 'https://example.com/?id=5'],
  ['https://example.com/?utm_source=x', 'https://example.com/'],
  ['https://example.com/?q=a+b%20c&&z', 'https://example.com/?q=a+b%20c&&z'],
  ['http://example.com:80/', 'http://example.com/'],
  ['https://user:secret@example.com/', 'https://example.com/'],
  ['https://example.com/a/', 'https://example.com/a/'],
])('names the page of %s', (url, pageUrl) => {
  expect(readPageUrl(url)).toMatchObject({ pageUrl })
})

it('keeps the URL as visited, but never a password', () => {
  expect(readPageUrl('https://Example.com/?utm_source=x#y')).toMatchObject({
    url: 'https://Example.com/?utm_source=x#y',
  })
  expect(readPageUrl('https://u:p@example.com/x')).toMatchObject({ url: 'https://example.com/x' })
})

it.each([
  ['chrome://settings', 'not_web'],
  ['javascript:alert(1)', 'not_web'],
  ['file:///etc/hosts', 'not_web'],
  ['', 'not_web'],
  ['http://', 'url_invalid'],
  ['https://exa mple.com/', 'url_invalid'],
  [`https://${'a'.repeat(250)}.example/`, 'url_invalid'],
  [`https://example.com/${'a'.repeat(8_192)}`, 'url_too_long'],
])('does not keep %s', (url, why) => {
  expect(readPageUrl(url)).toBe(why)
})

it('names the page of a page by the same name', () => {
  fc.assert(
    fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
      const page = readPageUrl(url)
      if (typeof page === 'object') expect(readPageUrl(page.pageUrl)).toMatchObject({ pageUrl: page.pageUrl })
    }),
  )
})

it('turns host names round', () => {
  expect(reversedHost('www.example.com')).toBe('com.example.www.')
})

it.each([
  ['Example.com', 'example.com'],
  ['https://example.com/path', 'example.com'],
  ['münchen.de', 'xn--mnchen-3ya.de'],
  ['a b', null],
])('reads the host %j', (text, host) => {
  expect(readHost(text)).toBe(host)
})
