import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge']
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (): string[] =>
  (process.env['PATH'] ?? '').split(delimiter).flatMap((directory) => names.map((name) => join(directory, name)))

/** The browser that Playwright itself has installed, if it has. */
const ofPlaywright = (): string[] => {
  const path = chromium.executablePath()
  return path === '' ? [] : [path]
}

/** A Chromium on this machine: the one that is named, one that is installed, or Playwright's own. */
export function findChromium(): string | undefined {
  const named = process.env['HYDRAFLOW_CHROMIUM']
  if (named) return named
  return [...onPath(), ...places, ...ofPlaywright()].find(isProgram)
}

const mayInstall = (): boolean =>
  process.getuid?.() === 0 &&
  existsSync('/etc/os-release') &&
  /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))

const sentence =
  'These tests drive a real browser and found none. Install Chrome or Chromium, run "npx playwright install chromium", ' +
  'or name a program in HYDRAFLOW_CHROMIUM.'

/** Finds a Chromium, installing the one of Debian when that is allowed. */
export function provideChromium(): string {
  const found = findChromium()
  if (found) return found
  if (!mayInstall()) throw new Error(sentence)
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const installed = findChromium()
  if (!installed) throw new Error(sentence)
  return installed
}
