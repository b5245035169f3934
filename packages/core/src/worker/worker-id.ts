import { hostname } from 'node:os'

/** Names a worker so that another one on the same machine can tell whether its process is still there. */
export const newWorkerId = (newId: () => string): string => `${hostname()}:${process.pid}:${newId()}`

/** True when the worker ran on this machine in a process that is gone. */
export function isDeadWorker(workerId: string): boolean {
  const [host, pid] = workerId.split(':')
  if (host !== hostname() || !pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
