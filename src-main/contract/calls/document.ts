/** What the help shows of the documents. The page names one of them, never a path. */
import { z } from 'zod';
import { documentIds, type ReadDocument } from '../documents.ts';
import { answers, defineCall } from './defineCall.ts';

export const documentCalls = {
  'document.read': defineCall({
    by: 'thread',
    argument: z.strictObject({ document: z.enum(documentIds) }),
    answers: answers<ReadDocument>(),
  }),
};
