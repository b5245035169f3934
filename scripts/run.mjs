// `npm start`: install, build, run the server. Plain JavaScript for the Node that a machine happens to have (20 or later);
// the server itself runs under the Node that the workspace pins, when there is a binary of it for this machine.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { constants } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === 'win32'
const oldestNode = [22, 19]
const stamp = join(root, 'node_modules', '.hydraflow-installed')

const [command, ...args] = process.argv.slice(2)
if (command !== 'start')
  fail(`Unknown command "${command ?? ''}". Say: node scripts/run.mjs start [arguments of the server]`)

let child
let stoppedBy
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy ??= signal
    child?.stop(signal)
  })
}

await prepare()
process.exitCode = await serve()

async function prepare() {
  if (!isInstalled()) {
    say('Installing packages (the first time takes about half a minute) …')
    await pnpm('install', '--frozen-lockfile')
    writeFileSync(stamp, fingerprint())
  }
  say('Building the SDK and the web client …')
  const filters = ['--filter=@hydraflow/sdk', '--filter=@hydraflow/web']
  await pnpm('exec', 'turbo', 'run', 'build', ...filters, '--output-logs=errors-only')
}

/** Through npx, since a machine need not have pnpm; turbo, too, finds pnpm only when it is started by it. */
function pnpm(...pnpmArgs) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return quietly('npx', ['--yes', '--prefer-offline', packageManager, ...pnpmArgs])
}

async function serve() {
  const server = join(root, 'apps', 'server', 'src', 'main.ts')
  const running = spawn(chooseNode(), [server, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...withoutOurTools() },
  })
  return ended(running, (signal) => running.kill(signal))
}

/** npm puts our tools before those of the person, and checks would run with them. */
function withoutOurTools() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH')
  const isOurs = (entry) => {
    const way = relative(dirname(dirname(entry)), root)
    return entry.endsWith('node-gyp-bin') || (entry.endsWith(join('node_modules', '.bin')) && !way.startsWith('..'))
  }
  return (
    name && {
      [name]: process.env[name]
        .split(delimiter)
        .filter((entry) => !isOurs(entry))
        .join(delimiter),
    }
  )
}

/** Runs a step in its own process group, so that a signal ends all of it, and shows its words only if it fails. */
async function quietly(program, programArgs) {
  const step = spawn(program, programArgs, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows,
    shell: windows,
  })
  const words = []
  step.stdout.on('data', (chunk) => words.push(chunk))
  step.stderr.on('data', (chunk) => words.push(chunk))
  const code = await ended(step, (signal) => (windows ? step.kill(signal) : process.kill(-step.pid, signal)))
  if (stoppedBy) process.exit(128 + constants.signals[stoppedBy])
  if (code === 0) return
  process.stderr.write(Buffer.concat(words))
  fail(`"${[program, ...programArgs].join(' ')}" failed (exit code ${code}).`)
}

function ended(running, stop) {
  child = { stop }
  if (stoppedBy) stop(stoppedBy)
  return new Promise((resolve) => {
    running.once('error', (error) => fail(`Could not run ${running.spawnfile}: ${error.message}`))
    running.once('close', (code, signal) => {
      child = undefined
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

function chooseNode() {
  const pinned = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath
  return fail(
    `HydraFlow needs Node ${oldestNode.join('.')} or later. There is no packaged Node for ${process.platform} ${process.arch}, ` +
      `and this one is ${process.versions.node}. Please install a newer Node and try again.`,
  )
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Changes when what is to be installed changes: the lockfile and every manifest. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const manifests = ['.', 'packages/core', 'packages/db', 'packages/sdk', 'apps/server', 'apps/web', 'bench'].map(
    (dir) => join(dir, 'package.json'),
  )
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests])
    hash.update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

function fail(sentence) {
  say(sentence)
  process.exit(1)
}
