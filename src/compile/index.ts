export { openModel } from './openModel.ts';
