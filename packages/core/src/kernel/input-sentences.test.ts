import { describe, expect, it } from 'vitest'
import { ApplyPatch, ListHistory, RegisterRepo, RunChecks } from '../contract/index.ts'
import { parse } from './errors.ts'

describe('what is said of a wrong input', () => {
  const file = (fields: object) => ({ repoId: 'r', files: [{ path: 'a', ...fields }] })

  it.each([
    [RegisterRepo, {}, 'root: is missing'],
    [RegisterRepo, { root: '' }, 'root: must have at least 1 character'],
    [RegisterRepo, { root: '/x', colour: 'red' }, 'colour: is not known here'],
    [RegisterRepo, { root: '/x', allowedOps: ['fly'] }, 'allowedOps.0: must be one of "read", "write", "run_checks"'],
    [RegisterRepo, { root: '/x', budget: { maxFiles: -1 } }, 'budget.maxFiles: must be at least 0'],
    [RegisterRepo, { root: '/x', budget: { maxFiles: 1.5 } }, 'budget.maxFiles: must be a whole number'],
    [ApplyPatch, file({ content: 5 }), 'files.0.content: must be a text'],
    [ApplyPatch, file({ delete: 'yes' }), 'files.0.delete: must be true'],
    [ApplyPatch, { repoId: 'r', files: [] }, 'files: must have at least 1 item'],
    [RunChecks, { repoId: 'r', checks: 'all' }, 'checks: must be a list'],
    [ListHistory, { limit: 1_000 }, 'limit: must be at most 200'],
    [ListHistory, { from: 'yesterday' }, 'from: must be a time with its offset, such as 2026-01-31T12:00:00Z'],
    [ListHistory, 'all of them', 'must be an object'],
  ])('%#: %j', (schema, input, sentence) => {
    expect(() => parse(schema, input)).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID', message: sentence }))
  })

  it('names a key of any length by its beginning', () => {
    const key = 'x'.repeat(1_000_000)
    const path = `${'x'.repeat(60)}…`
    expect(() => parse(RegisterRepo, { root: '/x', [key]: 1 })).toThrow(
      expect.objectContaining({ message: `${path}: is not known here`, details: { issues: [expect.anything()] } }),
    )
  })

  it('tells the first hundred of very many', () => {
    const files = Array.from({ length: 10_000 }, () => ({}))
    const told = { issues: expect.objectContaining({ length: 100 }) }
    expect(() => parse(ApplyPatch, { repoId: 'r', files })).toThrow(expect.objectContaining({ details: told }))
  })

  it('keeps what a schema says in its own words', () => {
    expect(() => parse(ApplyPatch, file({}))).toThrow(/^files\.0: give exactly one of content/)
  })
})
