import type { AddTaskEvent, Deleted, TaskEvent } from '../contract/index.ts'
import type { Deps } from '../kernel/deps.ts'
import type { Room } from '../kernel/room.ts'
import { createTask } from './create-task.ts'
import { deleteTasks } from './delete-tasks.ts'
import { getTask, listTaskEvents, listTasks } from './reader.ts'
import { updateTask } from './update-task.ts'
import { addTaskEvent } from './writer.ts'

export const tasksRoom = (deps: Deps): Room<'tasks'> => ({
  list: (input) => listTasks(deps.database.look, deps.clock.now(), input),
  create: (input) => createTask(deps, input),
  get: ({ id }) => getTask(deps.database.look, id),
  update: (input) => updateTask(deps, input),
  delete: ({ id }) => deleteTask(deps, id),
  events: (input) => listTaskEvents(deps.database.look, input),
  addEvent: (input) => addEvent(deps, input),
})

async function deleteTask({ database }: Deps, id: string): Promise<Deleted> {
  return await database.transact(async (tx) => {
    await getTask(tx, id)
    return { deleted: id, removed: await deleteTasks(tx, [id]) }
  })
}

async function addEvent({ database, clock }: Deps, { id, eventType, payload }: AddTaskEvent): Promise<TaskEvent> {
  return await database.transact(async (tx) => {
    await getTask(tx, id)
    return await addTaskEvent(tx, clock.now(), { taskId: id, eventType, payload })
  })
}
