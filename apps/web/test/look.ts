import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }

const themes = ['light', 'dark'] as const

/** Axe finds no fault in the page as it is now, in none of the themes. */
export async function expectNoFault(page: Page, within: readonly (typeof themes)[number][] = themes): Promise<void> {
  for (const colorScheme of within) {
    await page.emulateMedia({ colorScheme })
    // The other mode opens a page of its own for every look, for the sake of frames, of which there are none here.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    expect(faults, `${colorScheme} ${page.url()}`).toEqual([])
  }
}

/** Nothing reaches over the side of the screen. */
export const expectToFitAcross = async (page: Page): Promise<void> =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
