/** The settings as strings. This is the one file that reads the environment. */
export interface Env {
  readonly port: string | undefined
  readonly host: string | undefined
  readonly dataDir: string | undefined
  readonly databaseUrl: string | undefined
  readonly allowedHosts: string | undefined
  readonly logLevel: string | undefined
}

/** What the server itself was started with; the core passes a few of these on to git and to checks. */
export const ambientEnvironment = (): NodeJS.ProcessEnv => process.env

/**
 * Lets many files wait for the disk together: fifty syncs one behind the other take four times as long as all at once.
 * To be called before anything waits in libuv's pool, which reads the variable once.
 */
export function widenThreadPool(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= '32'
}

export const readEnv = (env: NodeJS.ProcessEnv = process.env): Env => ({
  port: env['HYDRAFLOW_PORT'],
  host: env['HYDRAFLOW_HOST'],
  dataDir: env['HYDRAFLOW_DATA_DIR'],
  databaseUrl: env['HYDRAFLOW_DATABASE_URL'],
  allowedHosts: env['HYDRAFLOW_ALLOWED_HOSTS'],
  logLevel: env['HYDRAFLOW_LOG_LEVEL'],
})
