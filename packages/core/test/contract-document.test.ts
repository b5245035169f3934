import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { contractDocument, documentFile } from '../scripts/contract-document.ts'

it('docs/contract.md says what the contract says', async () => {
  expect(await readFile(documentFile, 'utf8')).toBe(contractDocument())
})
