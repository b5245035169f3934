import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

/** Tells this process from an earlier one of the same number, which in a container is every one before it. */
let incarnation = randomUUID().slice(0, 8)

export const ownIncarnation = (): string => incarnation

/** A thread takes the name of its process. */
export function joinIncarnation(name: string): void {
  incarnation = name
}

/** Names a worker so that another one on the same machine can tell whether its process is still there. */
export const newWorkerId = (newId: () => string): string => `${hostname()}:${process.pid}-${incarnation}:${newId()}`

/** True when the worker ran on this machine in a process that is gone. */
export function isDeadWorker(workerId: string): boolean {
  const [host, name = ''] = workerId.split(':')
  const [pid, its] = name.split('-')
  if (host !== hostname() || !pid) return false
  if (Number(pid) === process.pid) return its !== incarnation
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
}
