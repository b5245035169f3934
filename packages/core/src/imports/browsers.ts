import type { HistoryFormat } from '../contract/index.ts'

/** A directory that may hold profiles of a browser, below the home directory. */
export interface BrowserPlace {
  readonly browser: string
  readonly format: HistoryFormat
  readonly directory: string
}

interface Vendor {
  readonly browser: string
  readonly linux?: readonly string[]
  readonly macos?: readonly string[]
  readonly windows?: readonly string[]
}

/** On Linux the plain home first, then snap and flatpak, which have homes of their own. */
const chromiumVendors: readonly Vendor[] = [
  {
    browser: 'Chrome',
    linux: ['.config/google-chrome', '.var/app/com.google.Chrome/config/google-chrome'],
    macos: ['Google/Chrome'],
    windows: ['Local/Google/Chrome/User Data'],
  },
  {
    browser: 'Chrome Beta',
    linux: ['.config/google-chrome-beta'],
    macos: ['Google/Chrome Beta'],
    windows: ['Local/Google/Chrome Beta/User Data'],
  },
  {
    browser: 'Chromium',
    linux: ['.config/chromium', 'snap/chromium/common/chromium', '.var/app/org.chromium.Chromium/config/chromium'],
    macos: ['Chromium'],
    windows: ['Local/Chromium/User Data'],
  },
  {
    browser: 'Edge',
    linux: ['.config/microsoft-edge', '.var/app/com.microsoft.Edge/config/microsoft-edge'],
    macos: ['Microsoft Edge'],
    windows: ['Local/Microsoft/Edge/User Data'],
  },
  {
    browser: 'Brave',
    linux: [
      '.config/BraveSoftware/Brave-Browser',
      'snap/brave/current/.config/BraveSoftware/Brave-Browser',
      '.var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser',
    ],
    macos: ['BraveSoftware/Brave-Browser'],
    windows: ['Local/BraveSoftware/Brave-Browser/User Data'],
  },
  {
    browser: 'Vivaldi',
    linux: ['.config/vivaldi', 'snap/vivaldi/current/.config/vivaldi', '.var/app/com.vivaldi.Vivaldi/config/vivaldi'],
    macos: ['Vivaldi'],
    windows: ['Local/Vivaldi/User Data'],
  },
  {
    browser: 'Opera',
    linux: ['.config/opera', 'snap/opera/current/.config/opera', '.var/app/com.opera.Opera/config/opera'],
    macos: ['com.operasoftware.Opera'],
    windows: ['Roaming/Opera Software/Opera Stable'],
  },
  { browser: 'Arc', macos: ['Arc/User Data'] },
  { browser: 'ChatGPT Atlas', macos: ['com.openai.atlas/browser-data/host'] },
  { browser: 'Comet', macos: ['Comet'], windows: ['Local/Perplexity/Comet/User Data'] },
]

const firefoxVendors: readonly Vendor[] = [
  {
    browser: 'Firefox',
    linux: [
      '.mozilla/firefox',
      '.config/mozilla/firefox',
      'snap/firefox/common/.mozilla/firefox',
      '.var/app/org.mozilla.firefox/.mozilla/firefox',
      '.var/app/org.mozilla.firefox/config/mozilla/firefox',
    ],
    macos: ['Firefox'],
    windows: ['Roaming/Mozilla/Firefox'],
  },
  {
    browser: 'LibreWolf',
    linux: ['.librewolf', '.var/app/io.gitlab.librewolf-community/.librewolf'],
    macos: ['librewolf'],
    windows: ['Roaming/librewolf'],
  },
  { browser: 'Waterfox', linux: ['.waterfox'], macos: ['Waterfox'], windows: ['Roaming/Waterfox'] },
  { browser: 'Zen', linux: ['.zen', '.var/app/app.zen_browser.zen/.zen'], macos: ['zen'], windows: ['Roaming/zen'] },
]

/** Where browsers keep their profiles on a platform, as Node names it. */
export function browserPlaces(platform: NodeJS.Platform): BrowserPlace[] {
  const key = platform === 'darwin' ? 'macos' : platform === 'win32' ? 'windows' : 'linux'
  const base = { macos: 'Library/Application Support/', windows: 'AppData/', linux: '' }[key]
  const places = (vendors: readonly Vendor[], format: HistoryFormat) =>
    vendors.flatMap((vendor) =>
      (vendor[key] ?? []).map((path) => ({ browser: vendor.browser, format, directory: base + path })),
    )
  return [...places(chromiumVendors, 'chromium'), ...places(firefoxVendors, 'firefox')]
}

/** The first that a path speaks of; forks before what they were made from. */
const namesInPaths: readonly (readonly [RegExp, string])[] = [
  [/brave/i, 'Brave'],
  [/vivaldi/i, 'Vivaldi'],
  [/\bopera|operasoftware/i, 'Opera'],
  [/microsoft[-_ /\\]*edge|\bedge\b/i, 'Edge'],
  [/openai\.atlas/i, 'ChatGPT Atlas'],
  [/\bcomet\b/i, 'Comet'],
  [/[/\\]arc[/\\]/i, 'Arc'],
  [/chromium/i, 'Chromium'],
  [/chrome/i, 'Chrome'],
  [/librewolf/i, 'LibreWolf'],
  [/waterfox/i, 'Waterfox'],
  [/[/\\]\.?zen[/\\]/i, 'Zen'],
  [/firefox|mozilla/i, 'Firefox'],
]

/** Guesses a browser from where its file lies; null when the path says nothing. */
export const browserFromPath = (path: string): string | null =>
  namesInPaths.find(([name]) => name.test(path))?.[1] ?? null
