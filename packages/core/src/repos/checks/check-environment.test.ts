import { expect, it } from 'vitest'
import { checkEnvironment } from './check-environment.ts'

const always = { CI: 'true', NO_COLOR: '1', TERM: 'dumb' }

it('gives a check the few variables it needs, and no secret', () => {
  expect(
    checkEnvironment({
      PATH: '/opt/bin',
      HOME: '/home/me',
      LC_CTYPE: 'C.UTF-8',
      TERM: 'xterm',
      HYDRAFLOW_TOKEN: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      NODE_OPTIONS: '--require evil',
      LD_PRELOAD: 'evil.so',
      SHELL: undefined,
    }),
  ).toEqual({ PATH: '/opt/bin', HOME: '/home/me', LC_CTYPE: 'C.UTF-8', ...always })
})

it('knows where programs usually are', () => {
  expect(checkEnvironment({})).toEqual({ PATH: '/usr/local/bin:/usr/bin:/bin', ...always })
})
