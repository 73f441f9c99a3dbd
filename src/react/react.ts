'use client';

export {
  type AskLater,
  type AskLaterOptions,
  type Suggestion,
  useAsk,
  useAskLater,
  useAvailability,
  useLevel,
  useValue,
} from './hooks.ts';
export { type Failsoft, FailsoftProvider, type FailsoftProviderProps, useFailsoft } from './provider.ts';
