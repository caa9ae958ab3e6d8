import { IMAGE_FACTS } from '../model/subject-facts.ts';
import { type CallFamily, changeOf } from './call.ts';
import { needImportTask } from './need.ts';
import { member } from './read.ts';

/** ImportImage: answers a task and no image; no event ever tells that the image is there, so the task has to be followed. */
export const importImage: CallFamily = {
  calls: ['ImportImage'],
  read: ({ response }) => {
    const task = needImportTask(member(response.members, 'importTaskId'), `${response.path}.importTaskId`);
    if (typeof task !== 'string') return task;
    return changeOf({ touches: IMAGE_FACTS, detail: { kind: 'importing', task }, refusal: 'none' });
  },
};
