/** A thread of a search by random walks: compiles the model that it is given, and walks. */
import { workerData } from 'node:worker_threads';
import { openModel } from './compile/index.ts';
import { type Assignment, workerWalk } from './explore/index.ts';
import { openJudge } from './judge/index.ts';

const assignment = workerData as Assignment;
workerWalk(assignment, () => openModel(assignment.model).compile(assignment.request), openJudge);
