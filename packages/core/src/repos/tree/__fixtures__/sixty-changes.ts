import { type Tree, changesBetween, file } from './trees.ts'

const lines = (seed: number): string => Array.from({ length: 80 }, (_, line) => `line ${line} of ${seed} ${'x'.repeat(seed % 40)}\n`).join('')
const each = (from: number, to: number, path: (n: number) => string, seed: number): Tree =>
  Object.fromEntries(Array.from({ length: to - from }, (_, at) => [path(from + at), lines(from + at + seed)]))

const same = each(0, 5, (n) => `kept/${n}.txt`, 0)

export const before: Tree = {
  ...same,
  ...each(0, 30, (n) => `src/${n % 5}/file-${n}.ts`, 0),
  ...each(30, 40, (n) => `old/${n}/gone.ts`, 0),
  'turns/into/a/file.txt': 'deep',
  'turns/into/a/second.txt': 'deep too',
  'is-file': file('a program', 0o755),
}
export const after: Tree = {
  ...same,
  ...each(0, 30, (n) => `src/${n % 5}/file-${n}.ts`, 1000),
  ...each(40, 54, (n) => `made/${n % 3}/deep/${n}.ts`, 0),
  'turns/into/a': 'a file now',
  'is-file/inside/one': file('a directory now', 0o600),
  'kept/mode.sh': file('#!/bin/sh\n', 0o755),
}
export const sixtyChanges = changesBetween(before, after)
